package dev.atelier.rest;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import java.net.URI;

/**
 * The settings of the HTTP side, under {@code atelier}.
 *
 * @param publicUrl {@code atelier.public-url}: the URL under which clients reach this service, for example
 *     {@code https://pictures.example.org/prod}; links to files begin with it. Not given: the scheme and host that each
 *     request was addressed to
 */
@ConfigurationProperties("atelier")
public record RestSettings(@Nullable URI publicUrl) {

    public RestSettings {
        if (publicUrl != null && !isRoot(publicUrl)) {
            throw new IllegalArgumentException("atelier.public-url is " + publicUrl
                    + "; it should be http://… or https://…, without query and fragment");
        }
    }

    private static boolean isRoot(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return web && url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null;
    }
}
