"""What a campaign may ask photos of. Pure."""

from __future__ import annotations

from tungngo.lib.problems import Refused
from tungngo.lib.text import fold

#: Papers, and what is written on them: nothing of that leaves a house as a picture. Folded words.
PAPERS = (
    *("giay to", "giay khai sinh", "khai sinh", "can cuoc", "cccd", "cmnd", "cmt", "chung minh"),
    *("ho chieu", "so ho khau", "ho khau", "giay phep lai", "bang lai", "the bao hiem", "bhyt"),
    *("so hong", "giay chung nhan", "tai khoan ngan hang", "so tai khoan", "the ngan hang"),
    *("identity card", "id card", "identity paper", "passport", "birth certificate", "bank card"),
    *("driving licence", "driving license", "insurance card", "document", "papers", "otp"),
    *("mat khau", "password", "ma pin"),
)
#: Papers that without their marks would be another word (sổ đỏ is a land title, sơ đồ a sketch).
MARKED_PAPERS = ("sổ đỏ",)


def check_photo_wish(photo_of: str) -> None:
    """`photo_of`: what photos should show, in NFC. Raises Refused `campaign.photo_of_papers` when it
    asks for papers, cards, codes or passwords: an identity number never gets into the system."""
    words = f" {' '.join(fold(photo_of).split())} "
    asked = next((paper for paper in PAPERS if f" {paper} " in words), "")
    if asked or any(paper in photo_of.casefold() for paper in MARKED_PAPERS):
        raise Refused("campaign.photo_of_papers", "", place="photo_of")
