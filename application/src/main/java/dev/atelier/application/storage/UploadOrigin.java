package dev.atelier.application.storage;

import java.net.URI;
import java.util.Optional;

/** The server that clients send files to. */
public final class UploadOrigin {

    private UploadOrigin() {}

    /** The scheme, host and port of a URL of the store, {@code https://files.example.org}; empty where that is this service. */
    public static Optional<String> of(URI url) {
        return Optional.of(url)
                .filter(URI::isAbsolute)
                .map(known -> known.getScheme() + "://" + known.getRawAuthority());
    }
}
