// Words of the order of the walk. Strict JSON after the first two words.
export default {
  "vi": {
    "order.title": "Thứ tự đi",
    "order.why": "Giữ tay nắm bên trái rồi kéo. Sửa một lần, cả tổ đi theo thứ tự mới; mỗi ngõ đi trọn một lượt.",
    "order.doors_why": "Giữ tay nắm bên trái rồi kéo. Cả tổ thấy thứ tự mới của ngõ này.",
    "order.waits": "Thứ tự vừa sửa đã dùng trên máy này, cả tổ sẽ thấy khi gửi được.",
    "order.changed": "{who} sửa lần cuối {day} lúc {time}.",
    "order.somebody": "Phường, xã",
    "order.no_lane": "Các hộ không có tên ngõ",
    "order.lanes": {
      "other": "{n} ngõ"
    },
    "order.doors": "Xếp từng hộ",
    "order.handle": "Chuyển {what}, đang thứ {n} trên {of}. Dùng phím mũi tên lên, xuống.",
    "order.now": "{what}: thứ {n} trên {of}",
    "order.up": "Lên",
    "order.down": "Xuống",
    "order.top": "Lên đầu",
    "order.drop": "Bỏ",
    "order.save": "Lưu cho cả tổ"
  },
  "en": {
    "order.title": "Walking order",
    "order.why": "Hold the handle on the left and drag. Changed once, for the whole team; each lane is walked whole.",
    "order.doors_why": "Hold the handle on the left and drag. The whole team gets the new order of this lane.",
    "order.waits": "This phone uses the new order already; the team gets it once it is sent.",
    "order.changed": "Last changed by {who}, {day} at {time}.",
    "order.somebody": "the ward",
    "order.no_lane": "Doors without a lane",
    "order.lanes": {
      "one": "{n} lane",
      "other": "{n} lanes"
    },
    "order.doors": "Order the doors",
    "order.handle": "Move {what}, number {n} of {of}. Use the arrow keys up and down.",
    "order.now": "{what}: number {n} of {of}",
    "order.up": "Up",
    "order.down": "Down",
    "order.top": "To the top",
    "order.drop": "Discard",
    "order.save": "Save for the team"
  }
};
