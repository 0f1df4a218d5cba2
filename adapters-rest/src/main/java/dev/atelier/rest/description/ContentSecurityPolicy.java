package dev.atelier.rest.description;

import dev.atelier.application.util.MessageDigests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Content-Security-Policy of a page: its own origin's files, and its inline scripts, by their hashes. The page
 * needs an inline script to determine its base path before it can load any file.
 */
final class ContentSecurityPolicy {

    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    private static final String POLICY =
            "default-src 'none'; script-src 'self' %s; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    private ContentSecurityPolicy() {}

    /** The header's value for this page. */
    static String of(InputStream page) {
        try (page) {
            String html = new String(page.readAllBytes(), StandardCharsets.UTF_8);
            return POLICY.formatted(INLINE_SCRIPT
                    .matcher(html)
                    .results()
                    .map(script -> "'sha256-" + hash(script.group(1)) + "'")
                    .collect(Collectors.joining(" ")));
        } catch (IOException e) {
            throw new UncheckedIOException("reading a page of this module", e);
        }
    }

    private static String hash(String script) {
        byte[] digest = MessageDigests.get("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }
}
