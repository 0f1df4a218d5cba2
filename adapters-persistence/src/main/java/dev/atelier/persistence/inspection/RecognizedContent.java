package dev.atelier.persistence.inspection;

import dev.atelier.domain.checkpoint.ModelFormat;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file that is no model of its format is instead, by its first bytes: mostly what a server sends in its place. */
final class RecognizedContent {

    private static final int LENGTH = 1024;
    private static final String TORCH_EXTENSIONS = String.join(", ", ModelFormat.PICKLE.extensions());
    private static final String BLANKS = "(?:\\u00ef\\u00bb\\u00bf)?\\s*";

    private static final Map<Pattern, String> TEXTS = new LinkedHashMap<>();
    private static final Map<Pattern, String> OTHERS = new LinkedHashMap<>();

    static {
        TEXTS.put(
                beginning(
                        "version (?:https?://git-lfs\\.github\\.com|https?://hawser\\.github\\.com|http://git-media\\.io)/"),
                "a Git LFS pointer, a small text in place of the file; get the file itself, with git lfs pull or by its"
                        + " download link");
        TEXTS.put(
                beginning(BLANKS + "(?:<\\?xml.*|<!--.*)?<(?:!doctype html|html|head|body|title|script|meta|h1)\\b"),
                "an HTML page, not a model file; its server may require a login");
        TEXTS.put(
                beginning(BLANKS + "<(?:\\?xml|error\\b)"),
                "an XML document, not a model file; it may be an error message");
        OTHERS.put(
                beginning(BLANKS + "(?:\\{\\s*[\"}]|\\[\\s*[\"{\\]])"),
                "a JSON text, not a model file; it may be an error message");
        OTHERS.put(beginning("GGUF"), "a GGUF file");
        OTHERS.put(beginning("\\u001f\\u008b"), "a gzip file; unpack it first");
        OTHERS.put(beginning("7z\\u00bc\\u00af"), "a 7z archive; unpack it first");
        OTHERS.put(beginning("Rar!"), "a RAR archive; unpack it first");
        OTHERS.put(beginning(".{257}ustar"), "a tar archive; unpack it first");
        OTHERS.put(beginning("\\u0089hdf\\r?\\n"), "an HDF5 file");
    }

    private RecognizedContent() {}

    private static Pattern beginning(String expression) {
        return Pattern.compile(expression, Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    }

    /** Completes a sentence that begins with the file; empty for content that is not recognized. */
    static Optional<String> of(SeekableByteChannel file, ModelFormat format) throws IOException {
        if (file.size() == 0) {
            return Optional.of("it is empty: it is truncated before its first byte");
        }
        byte[] bytes = ChannelReads.stream(file, 0, LENGTH).readAllBytes();
        String start = new String(bytes, StandardCharsets.ISO_8859_1);
        return first(TEXTS, start)
                .or(() -> format == ModelFormat.YAML ? Optional.empty() : first(OTHERS, start))
                .or(() -> ofModels(start, format))
                .map(what -> "it is " + what);
    }

    private static Optional<String> first(Map<Pattern, String> kinds, String start) {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getKey().matcher(start).lookingAt())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** A model of the other format. */
    private static Optional<String> ofModels(String start, ModelFormat format) {
        if (format != ModelFormat.SAFETENSORS && start.matches("(?s).{4}\\x00{4}\\{.*")) {
            return Optional.of("a safetensors file; give it a name that ends in .safetensors");
        }
        if (format != ModelFormat.PICKLE && start.matches("(?s)(?:PK\\x03\\x04|\\x80[\\x02-\\x05]).*")) {
            return Optional.of((start.startsWith("PK") ? "a zip archive" : "a pickle")
                    + ", as torch writes them; a torch file has a name that ends in one of " + TORCH_EXTENSIONS);
        }
        return Optional.empty();
    }
}
