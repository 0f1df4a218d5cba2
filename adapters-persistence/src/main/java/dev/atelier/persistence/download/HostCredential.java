package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportCredentialRepository.Usable;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

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

    /** The headers with the secret. */
    Map<String, String> headers() {
        return usable.credential().kind() == ImportCredential.Kind.BEARER
                ? Map.of("Authorization", "Bearer " + usable.secret().value())
                : Map.of();
    }
}
