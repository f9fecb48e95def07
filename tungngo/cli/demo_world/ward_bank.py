"""The ward's own bank of questions in the demo, as an officer would write it: one has a wrong key."""

from __future__ import annotations

NAME = "Dịch vụ công và bảo hiểm: câu hỏi của phường"
#: `dvc-ket-qua` is marked wrongly, as happens; the figures of its answers point it out.
GIFT = """
// [id:dvc-dang-nhap] [tag:skill:public-service] [tag:level:1]
::dvc-dang-nhap::Đăng nhập Cổng Dịch vụ công quốc gia bằng gì? {
=Tài khoản VNeID
~Số điện thoại của người hướng dẫn
~Mật khẩu thư điện tử bất kỳ
}

// [id:dvc-ho-so] [tag:skill:public-service] [tag:level:1]
::dvc-ho-so::Giấy tờ nộp kèm hồ sơ trực tuyến cần thế nào? {
=Ảnh chụp rõ, đủ bốn góc
~Ảnh chụp màn hình tin nhắn
~Chỉ cần kể lại bằng lời
}

// [id:dvc-ket-qua] [tag:skill:public-service] [tag:level:2]
::dvc-ket-qua::Nộp hồ sơ trực tuyến rồi, xem đang giải quyết đến đâu ở đâu? {
=Chỉ hỏi được tại bộ phận một cửa
~Trong tài khoản, bằng mã hồ sơ
~Không xem được
~Trên trang của người bán hàng
}

// [id:dvc-le-phi] [tag:skill:public-service] [tag:level:2]
::dvc-le-phi::Trả lệ phí hồ sơ trực tuyến bằng những cách nào? {
~%50%Thẻ hoặc tài khoản ngân hàng đã liên kết
~%50%Quét mã trên trang thanh toán của Cổng
~%-50%Chuyển cho người gọi đến xưng là cán bộ
~%-50%Gửi thẻ cào điện thoại
}

// [id:dvc-thu-tu] [tag:skill:public-service] [tag:level:3]
::dvc-thu-tu::Sắp xếp các bước nộp hồ sơ trực tuyến {>4 ALL VERTICAL ABSOLUTE_POSITION
Đăng nhập
Tìm thủ tục
Điền tờ khai, đính kèm giấy tờ
Nộp và giữ mã hồ sơ
}

// [id:bh-the] [tag:skill:vssid] [tag:level:2]
::bh-the::Quên mang thẻ bảo hiểm y tế giấy khi đi khám. Làm thế nào? {
=Mở thẻ trong ứng dụng VssID hoặc VNeID
~Về nhà, hôm khác đi khám
~Mượn thẻ của người nhà
}

// [id:dvc-tu-lam] [tag:skill:public-service] [tag:level:3] [tag:kind:observation]
::dvc-tu-lam::Tự tìm và mở một thủ tục, người hướng dẫn chỉ nhìn {
~%33.33333%Tự đăng nhập
~%33.33333%Tự tìm ra thủ tục
~%33.33333%Tự mở tờ khai
}
"""
