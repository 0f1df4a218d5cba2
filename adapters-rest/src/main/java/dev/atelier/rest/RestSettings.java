package dev.atelier.rest;

import dev.atelier.domain.Text;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;

/**
 * The settings of the HTTP side, under {@code atelier}.
 *
 * @param publicUrl {@code atelier.public-url}: the URL under which clients reach this service, for example
 *     {@code https://pictures.example.org/prod}; links to files begin with it. Not given: the scheme and host that each
 *     request was addressed to
 * @param compatibility {@code atelier.compatibility}: who is followed where the documents and the reference implementation
 *     differ, {@code documents} or {@code esd}. Default: documents
 */
@ConfigurationProperties("atelier")
public record RestSettings(
        @Nullable URI publicUrl, @Bindable(defaultValue = RestSettings.DOCUMENTS) String compatibility) {

    static final String DOCUMENTS = "documents";

    private static final String ESD = "esd";

    public RestSettings {
        if (publicUrl != null && !isRoot(publicUrl)) {
            throw new IllegalArgumentException("atelier.public-url is " + publicUrl
                    + "; it should be http://… or https://…, without query and fragment");
        }
        if (!compatibility.equals(DOCUMENTS) && !compatibility.equals(ESD)) {
            throw new IllegalArgumentException("atelier.compatibility is " + Text.quote(compatibility)
                    + "; allowed are " + DOCUMENTS + " and " + ESD);
        }
    }

    /** Whether the reference implementation is followed. */
    public boolean isEsd() {
        return compatibility.equals(ESD);
    }

    private static boolean isRoot(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return web && url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null;
    }
}
