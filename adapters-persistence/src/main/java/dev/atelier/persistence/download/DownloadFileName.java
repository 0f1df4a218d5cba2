package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hc.core5.net.PercentCodec;
import org.apache.hc.core5.util.Tokenizer;

/** Chooses the name of a downloaded file. */
final class DownloadFileName {

    private static final Tokenizer.Delimiter NAME_ENDS = Tokenizer.delimiters('=', ';');

    /** Commas are no separators here, and some servers do not quote them. */
    private static final Tokenizer.Delimiter VALUE_ENDS = Tokenizer.delimiters(';');

    /** A character set, a language that does not matter, and text. */
    private static final Pattern EXTENDED = Pattern.compile("([^']+)'[^']*'(.*)", Pattern.DOTALL);

    private static final char UNDECODABLE = '\ufffd';

    private DownloadFileName() {}

    /**
     * Returns the first of these with a model file's extension: the names in the response, the end of the last URL, the
     * end of the first.
     */
    static CheckpointFileName choose(SourceUrl given, SourceUrl last, String contentDisposition)
            throws ImportFailedException {
        return names(given, last, contentDisposition)
                .filter(name -> ModelFormat.isImported(name.value()))
                .findFirst()
                .orElseThrow(() -> new ImportFailedException("the file at " + given + " is called "
                        + names(given, last, contentDisposition)
                                .findFirst()
                                .map(CheckpointFileName::value)
                                .orElse("nothing")
                        + ", but a model file's name ends in one of " + ModelFormat.IMPORTED));
    }

    private static Stream<CheckpointFileName> names(SourceUrl given, SourceUrl last, String contentDisposition) {
        Map<String, String> parameters = parameters(contentDisposition == null ? "" : contentDisposition);
        return Stream.of(
                        extended(parameters.getOrDefault("filename*", "")).flatMap(DownloadFileName::withoutFolders),
                        extended(continued(parameters)).flatMap(DownloadFileName::withoutFolders),
                        withoutFolders(
                                EncodedWords.decode(HeaderText.decoded(parameters.getOrDefault("filename", "")))),
                        last.fileName(),
                        given.fileName())
                .flatMap(Optional::stream);
    }

    /** The parameters by their names in lower case; the first of each. */
    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        Tokenizer.Cursor cursor = new Tokenizer.Cursor(0, header.length());
        while (!cursor.atEnd()) {
            String name = Tokenizer.INSTANCE.parseToken(header, cursor, NAME_ENDS);
            if (!cursor.atEnd() && header.charAt(cursor.getPos()) == '=') {
                cursor.updatePos(cursor.getPos() + 1);
                String value = Tokenizer.INSTANCE.parseValue(header, cursor, VALUE_ENDS);
                parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
            cursor.updatePos(Math.min(cursor.getPos() + 1, header.length()));
        }
        return parameters;
    }

    /** The name in parts that are numbered from 0 (RFC 2231), as an extended one; empty without a first part. */
    private static String continued(Map<String, String> parameters) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; ; i++) {
            String encoded = parameters.get("filename*" + i + "*");
            String plain = parameters.get("filename*" + i);
            if (encoded == null && plain == null) {
                return name.toString();
            }
            if (i == 0 && encoded == null) {
                name.append("UTF-8''");
            }
            name.append(encoded == null ? HeaderText.decoded(plain).replace("%", "%25") : encoded);
        }
    }

    private static Optional<String> extended(String value) {
        Matcher parts = EXTENDED.matcher(value);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(PercentCodec.decode(
                            parts.group(2), Charset.forName(parts.group(1).trim())))
                    .filter(name -> name.indexOf(UNDECODABLE) < 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // there is no such character set
        }
    }

    /** Some servers send the whole path on their disk. */
    private static Optional<CheckpointFileName> withoutFolders(String path) {
        return CheckpointFileName.parse(path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
                .strip());
    }
}
