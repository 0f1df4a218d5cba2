package dev.atelier.rest.sdapi;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the texts of a PNG, in which WebUI keeps the parameters of an image. Compressed texts, which it does not write, are skipped. */
final class PngText {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** The length and type before a chunk's content, and the checksum behind it. */
    private static final int HEADER = 8;

    private static final int CHECKSUM = 4;

    private PngText() {}

    /** The texts by keyword; none of what is no PNG or is cut off before them. */
    static Map<String, String> read(byte[] file) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!Arrays.equals(SIGNATURE, Arrays.copyOf(file, SIGNATURE.length))) {
            return texts;
        }
        ByteBuffer rest = ByteBuffer.wrap(file).position(SIGNATURE.length);
        while (rest.remaining() >= HEADER) {
            int length = rest.getInt();
            byte[] type = new byte[4];
            rest.get(type);
            if (length < 0 || length > rest.remaining()) {
                return texts;
            }
            add(new String(type, StandardCharsets.ISO_8859_1), rest.slice(rest.position(), length), texts);
            rest.position(Math.min(rest.limit(), rest.position() + length + CHECKSUM));
        }
        return texts;
    }

    private static void add(String type, ByteBuffer content, Map<String, String> texts) {
        switch (type) {
            case "tEXt" -> {
                String keyword = word(content, StandardCharsets.ISO_8859_1);
                texts.put(keyword, rest(content, StandardCharsets.ISO_8859_1));
            }
            case "iTXt" -> {
                String keyword = word(content, StandardCharsets.UTF_8);
                if (content.remaining() >= 2 && content.get() == 0) { // not compressed
                    content.get();
                    word(content, StandardCharsets.UTF_8); // its language
                    word(content, StandardCharsets.UTF_8); // the keyword in that language
                    texts.put(keyword, rest(content, StandardCharsets.UTF_8));
                }
            }
            default -> {}
        }
    }

    /** Up to the next zero byte. */
    private static String word(ByteBuffer content, Charset charset) {
        int start = content.position();
        while (content.hasRemaining()) {
            if (content.get() == 0) {
                return charset.decode(content.slice(start, content.position() - 1 - start))
                        .toString();
            }
        }
        return charset.decode(content.slice(start, content.position() - start)).toString();
    }

    private static String rest(ByteBuffer content, Charset charset) {
        return charset.decode(content).toString();
    }
}
