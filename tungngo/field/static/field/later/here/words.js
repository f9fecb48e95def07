// Words about beginning where one stands. Strict JSON after the first two words, so that a test can read it.
export default {
  "vi": {
    "here.begin": "Đi từ chỗ đang đứng",
    "here.looking": "Đang tìm vị trí…",
    "here.begun": "Gần nhất: {where}, cách khoảng {n} m.",
    "here.unknown": "Chưa biết vị trí hộ nào nên chưa tìm được hộ gần nhất. Chọn ngõ ở ô trên. Vị trí hộ có thể thêm khi ghi kết quả.",
    "here.forbidden": "Điện thoại chưa cho phép xem vị trí. Chọn ngõ ở ô trên.",
    "here.not_found": "Không tìm được vị trí. Chọn ngõ ở ô trên.",
    "here.vague": "Điện thoại chỉ biết vị trí trong vòng {n} m. Chọn ngõ ở ô trên, hoặc ra chỗ thoáng rồi thử lại.",
    "here.far": "Hộ gần nhất đã biết vị trí cách đây khoảng {n} km. Chọn ngõ ở ô trên."
  },
  "en": {
    "here.begin": "Begin where I stand",
    "here.looking": "Looking…",
    "here.begun": "Nearest: {where}, about {n} m away.",
    "here.unknown": "No door's place is known yet, so the nearest cannot be found. Choose a lane above. A door's place can be added when a visit is recorded.",
    "here.forbidden": "The phone does not allow looking up the place. Choose a lane above.",
    "here.not_found": "The place was not found. Choose a lane above.",
    "here.vague": "The phone knows its place only to {n} m. Choose a lane above, or try again under open sky.",
    "here.far": "The nearest door whose place is known is about {n} km away. Choose a lane above."
  }
};
