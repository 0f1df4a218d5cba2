package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HeaderElement;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicHeaderValueParser;
import org.apache.hc.core5.http.message.ParserCursor;

/** Chooses the name of a downloaded file. */
final class DownloadFileName {

    private static final String EXTENDED = "UTF-8''";

    private DownloadFileName() {}

    /**
     * Returns the first of these with a model file's extension: the name in the response, the end of the last URL, the
     * end of the first.
     */
    static CheckpointFileName choose(SourceUrl given, SourceUrl last, String contentDisposition)
            throws ImportFailedException {
        return Stream.of(said(contentDisposition), last.fileName(), given.fileName())
                .flatMap(Optional::stream)
                .filter(name -> ModelFormat.isImported(name.value()))
                .findFirst()
                .orElseThrow(() -> new ImportFailedException("the file at " + given + " is called "
                        + said(contentDisposition)
                                .or(last::fileName)
                                .map(CheckpointFileName::value)
                                .orElse("nothing")
                        + ", but a model file's name ends in one of " + ModelFormat.IMPORTED));
    }

    private static Optional<CheckpointFileName> said(String contentDisposition) {
        if (contentDisposition == null) {
            return Optional.empty();
        }
        HeaderElement[] elements = BasicHeaderValueParser.INSTANCE.parseElements(
                contentDisposition, new ParserCursor(0, contentDisposition.length()));
        return Stream.of(elements)
                .flatMap(element -> Stream.of("filename*", "filename").map(element::getParameterByName))
                .filter(parameter -> parameter != null && parameter.getValue() != null)
                .map(DownloadFileName::decoded)
                .filter(Predicate.not(String::isEmpty))
                .findFirst()
                .flatMap(name -> CheckpointFileName.parse(name.substring(name.lastIndexOf('/') + 1)));
    }

    private static String decoded(NameValuePair parameter) {
        String value = parameter.getValue();
        if (!parameter.getName().endsWith("*")) {
            return value;
        }
        if (!value.regionMatches(true, 0, EXTENDED, 0, EXTENDED.length())) {
            return "";
        }
        try {
            String raw = value.substring(EXTENDED.length()).replace("+", "%2B");
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
