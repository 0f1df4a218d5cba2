package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportCredentialRepository.Usable;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A secret on its way to its host. */
final class HostCredential {

    private final Usable usable;

    HostCredential(Usable usable) {
        this.usable = usable;
    }

    /** Whether a URL that one for its host redirects to is at the same place: scheme, host and port. */
    static boolean isSameOrigin(SourceUrl one, SourceUrl other) {
        return one.uri().getScheme().equalsIgnoreCase(other.uri().getScheme())
                && Objects.equals(ImportCredential.hostOf(one), ImportCredential.hostOf(other));
    }

    /** The URL with the secret, if it belongs there; a parameter of that name which is in the URL stays instead. */
    URI uri(SourceUrl url) {
        String query = url.uri().getRawQuery();
        String name = usable.credential().parameter();
        if (usable.credential().kind() != ImportCredential.Kind.QUERY
                || query != null && ("&" + query).contains("&" + name + "=")) {
            return url.uri();
        }
        String pair = name + "=" + URLEncoder.encode(usable.secret().value(), StandardCharsets.UTF_8);
        return URI.create(url + "?" + (query == null || query.isEmpty() ? "" : query + "&") + pair);
    }

    /** A URL that the server redirects to, without the secret that it repeats there; one that was in the first URL stays. */
    SourceUrl without(SourceUrl start, SourceUrl next) {
        String query = next.uri().getRawQuery();
        if (query == null
                || pairs(start).anyMatch(this::isSecret)
                || pairs(next).noneMatch(this::isSecret)) {
            return next;
        }
        String rest = pairs(next).filter(Predicate.not(this::isSecret)).collect(Collectors.joining("&"));
        return new SourceUrl(URI.create(next + (rest.isEmpty() ? "" : "?" + rest)));
    }

    private static Stream<String> pairs(SourceUrl url) {
        return Optional.ofNullable(url.uri().getRawQuery()).stream().flatMap(query -> Stream.of(query.split("&")));
    }

    /** Others use the same parameter for what they sign their URLs with. */
    private boolean isSecret(String pair) {
        int end = pair.indexOf('=');
        String value = pair.substring(end + 1);
        return usable.credential().kind() == ImportCredential.Kind.QUERY
                && end >= 0
                && decoded(pair.substring(0, end)).equals(usable.credential().parameter())
                && Stream.of(value, value.replace("+", "%2B"))
                        .anyMatch(sent -> decoded(sent).equals(usable.secret().value()));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The headers with the secret. */
    Map<String, String> headers() {
        return usable.credential().kind() == ImportCredential.Kind.BEARER
                ? Map.of("Authorization", "Bearer " + usable.secret().value())
                : Map.of();
    }
}
