package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows redirects; each target is checked like a URL from a client. A user's secret for the first host is sent there only: not on
 * to another one, also where a redirect repeats it, and not when the first is redirected back to; without TLS only to an address
 * that is not public.
 */
final class RedirectFollower {

    private static final int MAX = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final ImportHttpClient web;
    private final ImportHttpClient inward;
    private final HostAllowlist hosts;
    private final ImportCredentialRepository credentials;
    private final Clock clock;

    /** @param inward reaches no public addresses */
    RedirectFollower(
            ImportHttpClient web,
            ImportHttpClient inward,
            HostAllowlist hosts,
            ImportCredentialRepository credentials,
            Clock clock) {
        this.web = web;
        this.inward = inward;
        this.hosts = hosts;
        this.credentials = credentials;
        this.clock = clock;
    }

    /**
     * The response after all redirects.
     *
     * @param sha256 of the file, where one of the responses names it as Hugging Face does
     * @param known whether there is a secret for the first host
     * @param sent whether the server that responded got it
     */
    record FinalResponse(
            SourceUrl url, ImportHttpClient.Exchange exchange, Optional<String> sha256, boolean known, boolean sent) {

        /** What may be wrong with the secret, as the end of a sentence about the status; empty if that is not known. */
        String hint() {
            int status = exchange.response().getCode();
            if (status != 401 && status != 403 || known && !sent) {
                return "";
            }
            return sent ? "; the secret for its host may not be valid" : "; it may need a secret for its host";
        }
    }

    FinalResponse follow(SourceUrl start, UserName user, Map<String, String> headers, Deadline deadline)
            throws ImportFailedException, IOException {
        SourceUrl url = start;
        hosts.require(url);
        Optional<HostCredential> credential = credential(start, user);
        boolean own = credential.isPresent();
        Optional<String> sha256 = Optional.empty();
        for (int hop = 0; hop <= MAX; hop++) {
            hosts.require(url);
            own = own && HostCredential.isSameOrigin(start, url);
            ImportHttpClient.Exchange exchange =
                    own ? authorized(url, credential.get(), headers, deadline) : web.get(url.uri(), headers, deadline);
            sha256 = sha256.or(() -> published(exchange));
            if (!REDIRECTS.contains(exchange.response().getCode())) {
                return new FinalResponse(url, exchange, sha256, credential.isPresent(), own);
            }
            try (exchange) {
                url = next(url, exchange.header("Location"), start, credential);
            }
        }
        throw new ImportFailedException(start + " redirects more than " + MAX + " times");
    }

    private Optional<HostCredential> credential(SourceUrl start, UserName user) {
        return credentials.usable(ImportCredential.hostOf(start), user).map(usable -> {
            credentials.markUsed(usable.credential().id(), clock.instant());
            return new HostCredential(usable);
        });
    }

    private ImportHttpClient.Exchange authorized(
            SourceUrl url, HostCredential credential, Map<String, String> headers, Deadline deadline)
            throws IOException {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(credential.headers());
        boolean encrypted = "https".equalsIgnoreCase(url.uri().getScheme());
        return (encrypted ? web : inward).get(credential.uri(url), all, deadline);
    }

    private static Optional<String> published(ImportHttpClient.Exchange exchange) {
        return Optional.ofNullable(exchange.header("X-Linked-ETag"))
                .map(tag -> tag.replace("\"", "").toLowerCase(Locale.ROOT))
                .filter(ImportSource::isDigest);
    }

    private static SourceUrl next(SourceUrl from, String location, SourceUrl start, Optional<HostCredential> credential)
            throws ImportFailedException {
        if (location == null) {
            throw new ImportFailedException(from + " redirects without a Location");
        }
        try {
            SourceUrl next = from.resolve(HeaderText.reference(location));
            return credential.isPresent() ? credential.get().without(start, next) : next;
        } catch (InvalidRequestException e) {
            if (credential.isPresent()) {
                // The message quotes the URL, which may have the secret.
                throw new ImportFailedException(from + " redirects to a URL that is not allowed");
            }
            throw new ImportFailedException(from + " redirects to a URL that is not allowed: " + e.getMessage(), e);
        }
    }
}
