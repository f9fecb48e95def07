"""What granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
application = get_wsgi_application()

# What was loaded stays: it need not be looked through at every call. A push makes thousands of short-lived
# tuples, which count themselves away.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
