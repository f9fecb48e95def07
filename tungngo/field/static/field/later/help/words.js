// Words of a call for help. Strict JSON after the first two words.
export default {
  "vi": {
    "call.title": "Nhờ giúp tại nhà",
    "call.title_advised": "Đến nhà hướng dẫn",
    "call.gone": "Việc này không còn ở đây",
    "call.gone_why": "Đã có người khác nhận, hoặc đã xong.",
    "call.waits": "Đã ghi trên máy này, sẽ gửi khi có mạng.",
    "call.take": "Nhận việc này",
    "call.phone": "Gọi {phone}",
    "call.door": "Mở hộ này",
    "call.done": "Đã giúp xong",
    "call.done_by_itself": "Ghi “Gặp được” ở hộ này thì yêu cầu tự đóng.",
    "call.drop": "Không đến được?",
    "call.why.cannot": "Nhờ người khác",
    "call.why.not_needed": "Không cần nữa",
    "call.why.not_found": "Không tìm thấy",
    "call.drop_do": "Trả lại"
  },
  "en": {
    "call.title": "Help at home",
    "call.title_advised": "Visit at home",
    "call.gone": "This is no longer here",
    "call.gone_why": "Somebody else has taken it, or it is done.",
    "call.waits": "Written down on this phone, and sent when there is a network.",
    "call.take": "I go there",
    "call.phone": "Call {phone}",
    "call.door": "Open this door",
    "call.done": "It is done",
    "call.done_by_itself": "Once somebody is recorded as met at this door, the call is closed by itself.",
    "call.drop": "Cannot go?",
    "call.why.cannot": "Somebody else should go",
    "call.why.not_needed": "No longer needed",
    "call.why.not_found": "Not found",
    "call.drop_do": "Give it back"
  }
};
