// Words about photos. Strict JSON after the first two words, so that a test can read it.
export default {
  "vi": {
    "photo.title": "Ảnh",
    "photo.of": "Cần chụp: {what}",
    "photo.never": "Không chụp giấy tờ, thẻ, mã. Không chụp mặt người khi chưa hỏi.",
    "photo.take": "Chụp ảnh",
    "photo.taking": "Đang thu nhỏ ảnh…",
    "photo.remove": "Bỏ ảnh {n}",
    "photo.alt": "Ảnh {n}",
    "photo.unreadable": "Không đọc được ảnh này. Cần chụp lại.",
    "photo.waiting": "Ảnh gửi sau cùng, khi mọi kết quả đã gửi xong.",
    "photo.queue": "Ảnh chờ gửi",
    "photo.none": "Không có ảnh nào chờ gửi.",
    "photo.got": "đã gửi {done} / {whole} KB",
    "photo.pause": "Tạm dừng gửi ảnh",
    "photo.resume": "Gửi tiếp",
    "photo.paused": "Đang tạm dừng. Kết quả vẫn được gửi bình thường.",
    "photo.failed": "Máy chủ không nhận ảnh này",
    "photo.again": "Gửi lại",
    "photo.drop": "Bỏ ảnh"
  },
  "en": {
    "photo.title": "Photos",
    "photo.of": "Wanted: {what}",
    "photo.never": "Never of papers, cards or codes. Nobody's face without asking.",
    "photo.take": "Take a photo",
    "photo.taking": "Making it smaller…",
    "photo.remove": "Remove photo {n}",
    "photo.alt": "Photo {n}",
    "photo.unreadable": "This picture cannot be read. Please take it again.",
    "photo.waiting": "Photos go last, after every record.",
    "photo.queue": "Photos waiting",
    "photo.none": "No photo is waiting.",
    "photo.got": "{done} of {whole} KB sent",
    "photo.pause": "Pause sending photos",
    "photo.resume": "Go on sending",
    "photo.paused": "Paused. Records are still sent.",
    "photo.failed": "The server did not take this photo",
    "photo.again": "Send again",
    "photo.drop": "Drop it"
  }
};
