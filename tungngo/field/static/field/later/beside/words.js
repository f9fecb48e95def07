// Words of what stands beside a record. Strict JSON after the first two words.
export default {
  "vi": {
    "beside.place": "Gặp ở đâu",
    "beside.place.door": "tại nhà",
    "beside.place.point": "tại điểm hỗ trợ",
    "beside.place.class": "tại lớp",
    "beside.place.desk": "tại bộ phận một cửa",
    "beside.neighbours": "Hàng xóm biết dạy"
  },
  "en": {
    "beside.place": "Where they were met",
    "beside.place.door": "at the door",
    "beside.place.point": "at a support point",
    "beside.place.class": "at a class",
    "beside.place.desk": "at the one-stop desk",
    "beside.neighbours": "Neighbours who teach"
  }
};
