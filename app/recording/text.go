package recording

// digits are the characters of a text, six bits each. (base64.Decode makes the page larger than these few lines.)
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// toText writes bytes as characters that need no escaping in a link.
func toText(data []byte) string {
	var text []byte
	held, bits := uint(0), 0
	for _, b := range data {
		held, bits = held<<8|uint(b), bits+8
		for ; bits >= 6; bits -= 6 {
			text = append(text, digits[held>>(bits-6)&63])
		}
	}
	if bits > 0 {
		text = append(text, digits[held<<(6-bits)&63])
	}
	return string(text)
}

// toBytes reads what toText wrote; nil if it wrote no such text.
func toBytes(text string) (data []byte) {
	var value [256]byte
	for i := range len(digits) {
		value[digits[i]] = byte(i + 1)
	}
	held, bits := uint(0), 0
	for i := range len(text) {
		v := value[text[i]]
		if v == 0 {
			return nil
		}
		held, bits = held<<6|uint(v-1), bits+6
		if bits >= 8 {
			bits -= 8
			data = append(data, byte(held>>bits))
		}
	}
	if bits >= 6 || held&(1<<bits-1) != 0 {
		return nil
	}
	return data
}
