// Words of a result on the learning platform. Strict JSON after the first two words.
export default {
  "vi": {
    "platform.title": "Kết quả trên nền tảng",
    "platform.no_skill": "Chiến dịch ở đây không có dịch vụ này.",
    "platform.who": "Của ai? Tìm tên, số nhà, ngõ (không cần dấu)",
    "platform.choose": "Chọn",
    "platform.other": "Chọn người khác",
    "platform.nobody": "Không có trong danh sách trên máy này.",
    "platform.what": "Đã thấy gì trên nền tảng",
    "platform.what.finished": "Hoàn thành khóa học",
    "platform.what.certificate": "Chứng nhận",
    "platform.on": "Ngày ghi trên nền tảng",
    "platform.course": "Tên khóa học (nếu có)",
    "platform.reference": "Số chứng nhận (nếu có)",
    "platform.never": "Không bao giờ ghi số định danh.",
    "platform.identity": "Có dãy số giống số định danh. Bỏ dãy số đó rồi ghi.",
    "platform.keep": "Ghi kết quả"
  },
  "en": {
    "platform.title": "Result on the platform",
    "platform.no_skill": "The campaign here has no such service.",
    "platform.who": "Whose? Find a name, house or lane (marks not needed)",
    "platform.choose": "Choose",
    "platform.other": "Somebody else",
    "platform.nobody": "Not on the list this phone holds.",
    "platform.what": "What was seen on the platform",
    "platform.what.finished": "Course finished",
    "platform.what.certificate": "Certificate",
    "platform.on": "The day the platform gives",
    "platform.course": "Name of the course (if any)",
    "platform.reference": "Number of the certificate (if any)",
    "platform.never": "Never write an identity number.",
    "platform.identity": "This looks like an identity number. Take it out, then keep it.",
    "platform.keep": "Keep the result"
  }
};
