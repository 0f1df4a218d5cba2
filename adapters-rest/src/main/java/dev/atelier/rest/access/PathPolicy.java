package dev.atelier.rest.access;

import dev.atelier.application.storage.PresignedUrlHandler;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.authentication.Authentication;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which authentication each path requires. This is the only place that opens a path: one that is not listed here requires an
 * API key, whether it exists or not. Immutable.
 */
@Singleton
class PathPolicy {

    private static final Map<String, Entry> ENTRIES = Map.of(
            // File URLs carry a signature of their own.
            "/" + PresignedUrlHandler.PATH,
            Entry.ANYONE,
            "/health",
            Entry.ANYONE,
            // Browsers load the description without an API key.
            "/api",
            Entry.ANYONE,
            "/docs",
            Entry.ANYONE,
            // OpenAI's clients send the API key as a token.
            "/v1",
            Entry.API_KEY_OR_TOKEN);

    /** Operations that do nothing but say that the key is valid. */
    private static final Set<String> KEY_ALONE = Set.of("/ping", "/inference/test-connection");

    private final Map<String, Entry> entries;

    @Inject
    PathPolicy(SdapiSettings sdapi, MetricsSettings metrics, ConsoleSettings console) {
        this(entries(sdapi, metrics, console));
    }

    /** For paths other than the service's own. */
    PathPolicy(Map<String, Entry> entries) {
        this.entries = entries;
    }

    private static Map<String, Entry> entries(SdapiSettings sdapi, MetricsSettings metrics, ConsoleSettings console) {
        Map<String, Entry> entries = new HashMap<>(ENTRIES);
        if (sdapi.enabled()) {
            SdapiSettings.ROOTS.forEach(root -> entries.put(root, Entry.WEBUI));
            // WebUI's clients look here whether there is a server; there is nothing to see.
            entries.put("/", Entry.ANYONE);
        }
        if (metrics.enabled()) {
            // Prometheus sends credentials as a token.
            entries.put(MetricsSettings.PATH, metrics.open() ? Entry.ANYONE : Entry.API_KEY_OR_TOKEN);
        }
        if (console.enabled()) {
            entries.put(ConsoleSettings.PATH, Entry.SESSION);
        }
        return Map.copyOf(entries);
    }

    /** The authentication that a path requires. */
    enum Entry {
        ANYONE,
        API_KEY(ClientAuthentication.API_KEY),
        /** HTTP Basic: a user's name with their password or an API key. */
        API_KEY_OR_PASSWORD(ClientAuthentication.API_KEY, ClientAuthentication.PASSWORD),
        /** The API key in {@code x-api-key} or as {@code Authorization: Bearer}, which names a user elsewhere. */
        API_KEY_OR_TOKEN(ClientAuthentication.API_KEY),
        /** As clients of WebUI do: {@link WebUiLogin}. */
        WEBUI(ClientAuthentication.API_KEY, ClientAuthentication.PASSWORD),
        /** A browser's session: {@link SessionCookie}. */
        SESSION(ClientAuthentication.SESSION);

        private final Set<String> roles;

        Entry(String... roles) {
            this.roles = Set.of(roles);
        }

        boolean admits(@Nullable Authentication authentication) {
            return this == ANYONE || authentication != null && !Collections.disjoint(roles, authentication.getRoles());
        }
    }

    /** Whether the operation reads and does nothing beyond the check of its key. */
    boolean asksForTheKeyAlone(HttpRequest<?> request) {
        return KEY_ALONE.contains(request.getPath());
    }

    /** The requirement of the request's path: the first segment decides for everything below it, except below metrics and the console. */
    Entry entry(HttpRequest<?> request) {
        String path = request.getPath();
        if (path.startsWith(MetricsSettings.PATH + "/")) {
            return Entry.API_KEY; // datasets of 2023-07-05 are below paths of any name
        }
        int end = path.indexOf('/', 1);
        Entry entry = entries.getOrDefault(end < 0 ? path : path.substring(0, end), Entry.API_KEY);
        return entry == Entry.SESSION && ConsoleSettings.isOpen(path) ? Entry.ANYONE : entry;
    }
}
