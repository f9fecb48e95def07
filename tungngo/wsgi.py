"""What granian serves."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
application = get_wsgi_application()

# What was loaded stays: it need not be looked through at every call. A push makes thousands of short-lived
# tuples, which count themselves away.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

# A thread that comes back from the database asks for Python's lock, and whoever makes a page meanwhile
# keeps it for so long. At Python's own 5 ms a push beside a page took ten times as long as alone; below
# half a millisecond nothing more is gained (docs/decisions/0021-precedence.md).
sys.setswitchinterval(0.0005)
