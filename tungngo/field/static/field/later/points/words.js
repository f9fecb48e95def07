// Words of the support points. Strict JSON after the first two words.
export default {
  "vi": {
    "points.title": "Điểm hỗ trợ",
    "points.none": "Chưa có điểm hỗ trợ nào.",
    "points.none_why": "Phường, xã mở điểm nào thì điểm đó hiện ở đây.",
    "points.languages": "Nói được tiếng: {names}",
    "points.off": "Đã hủy",
    "points.more": "Lịch bảy ngày tới, theo lần đồng bộ gần nhất."
  },
  "en": {
    "points.title": "Support points",
    "points.none": "There is no support point yet.",
    "points.none_why": "Points stand here once the ward or commune opens them.",
    "points.languages": "Also spoken: {names}",
    "points.off": "Cancelled",
    "points.more": "The next seven days, as of the last sync."
  }
};
