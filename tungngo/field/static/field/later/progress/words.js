// Words of My progress. Strict JSON after the first two words.
export default {
  "vi": {
    "progress.counted": "Máy chủ đã tính",
    "progress.accepted": "Đã gửi, chưa tính",
    "progress.waiting": "Chờ trên máy này",
    "progress.rule": "{counted} đã tính + {accepted} đã gửi + {waiting} chờ gửi = {reached} hộ đã gặp",
    "progress.ward": "Phường, xã thấy số đã tính. Số chờ gửi được cộng vào khi máy này gửi xong.",
    "progress.shared": "Chưa chia hộ cho từng người: đây là số của cả tổ. Phường, xã thấy số đã tính.",
    "progress.today": "hộ gặp lần đầu hôm nay",
    "progress.week": "hộ gặp lần đầu tuần này",
    "progress.milestone": "Mốc {percent}% đến hết {day}",
    "progress.needed": {
      "other": "Cần {n} hộ."
    },
    "progress.done": "Đã đạt mốc.",
    "progress.over": {
      "other": "Đã quá ngày, còn thiếu {n} hộ."
    },
    "progress.last_day": {
      "other": "Hôm nay là ngày cuối, còn {n} hộ."
    },
    "progress.left": {
      "other": "Còn {n} hộ trong {days} ngày, mỗi ngày khoảng {a_day} hộ."
    },
    "progress.behind": {
      "other": "Chậm {n} hộ so với nhịp đều ({expected} hộ đến hôm nay)"
    },
    "progress.ahead": {
      "other": "Kịp nhịp, hơn {n} hộ ({expected} hộ đến hôm nay)"
    },
    "progress.people": "Người dân trong các hộ này",
    "progress.shown": {
      "other": "{n} / {of} người đã được hướng dẫn ít nhất một dịch vụ"
    },
    "progress.alone": {
      "other": "{n} / {of} tự làm được"
    },
    "progress.untaught": "Chưa hướng dẫn ai: {names}.",
    "progress.records": "Kết quả đã ghi",
    "progress.refused": {
      "other": "{n} kết quả máy chủ chưa nhận, không nằm trong các số trên."
    }
  },
  "en": {
    "progress.counted": "Counted by the server",
    "progress.accepted": "Sent, not counted yet",
    "progress.waiting": "Waiting on this phone",
    "progress.rule": "{counted} counted + {accepted} sent + {waiting} waiting = {reached} doors met",
    "progress.ward": "The ward sees what is counted. What waits is added once this phone has sent it.",
    "progress.shared": "Doors are not shared out yet: these are the whole team's. The ward sees what is counted.",
    "progress.today": "doors met for the first time today",
    "progress.week": "doors met for the first time this week",
    "progress.milestone": "{percent}% by {day}",
    "progress.needed": {
      "one": "{n} door is needed.",
      "other": "{n} doors are needed."
    },
    "progress.done": "The milestone is met.",
    "progress.over": {
      "one": "The day is over and {n} door is missing.",
      "other": "The day is over and {n} doors are missing."
    },
    "progress.last_day": {
      "one": "Today is the last day, {n} door to go.",
      "other": "Today is the last day, {n} doors to go."
    },
    "progress.left": {
      "one": "{n} door to go in {days} days, about {a_day} a day.",
      "other": "{n} doors to go in {days} days, about {a_day} a day."
    },
    "progress.behind": {
      "one": "{n} door behind an even pace ({expected} by today)",
      "other": "{n} doors behind an even pace ({expected} by today)"
    },
    "progress.ahead": {
      "one": "On pace, {n} door ahead ({expected} by today)",
      "other": "On pace, {n} doors ahead ({expected} by today)"
    },
    "progress.people": "People behind these doors",
    "progress.shown": {
      "one": "{n} of {of} people was shown at least one service",
      "other": "{n} of {of} people were shown at least one service"
    },
    "progress.alone": {
      "one": "{n} of {of} alone",
      "other": "{n} of {of} alone"
    },
    "progress.untaught": "Nobody was shown yet: {names}.",
    "progress.records": "Records",
    "progress.refused": {
      "one": "{n} record was not taken by the server and is in none of these figures.",
      "other": "{n} records were not taken by the server and are in none of these figures."
    }
  }
};
