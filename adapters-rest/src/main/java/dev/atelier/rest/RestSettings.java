package dev.atelier.rest;

import dev.atelier.domain.CidrBlock;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.net.URI;
import java.util.List;

/**
 * The settings of the HTTP side, under {@code atelier}.
 *
 * @param publicUrl {@code atelier.public-url}: the URL under which clients reach this service, for example {@code
 *     https://images.example.org/prod}; links to files begin with it. Not given: the scheme and host that each request
 *     was addressed to
 * @param compatibility {@code atelier.compatibility}: which one is followed where the documents and the reference
 *     implementation differ, {@code documents} or {@code esd}. Default: documents
 * @param trustedProxies {@code atelier.trusted-proxies}: addresses and networks of the proxies whose {@code
 *     X-Forwarded-*} and {@code Forwarded} headers are trusted. Default: loopback and the private networks; empty: none
 * @param bodyMemory {@code atelier.body-memory}: the maximum total size in bytes of the request bodies in memory;
 *     requests beyond it receive 429. Default: an eighth of the heap, at least one body of the largest allowed size
 */
@ConfigurationProperties("atelier")
public record RestSettings(
        @Nullable URI publicUrl,
        @Bindable(defaultValue = RestSettings.DOCUMENTS) String compatibility,

        @Bindable(defaultValue = RestSettings.PRIVATE_NETWORKS)
        List<String> trustedProxies,

        @Nullable @ReadableBytes Long bodyMemory) {

    static final String PRIVATE_NETWORKS = "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    static final String DOCUMENTS = "documents";

    private static final String ESD = "esd";

    public RestSettings {
        if (publicUrl != null && !isRoot(publicUrl)) {
            throw new IllegalArgumentException("atelier.public-url is " + publicUrl
                    + "; it should be http://… or https://…, without query and fragment");
        }
        if (!compatibility.equals(DOCUMENTS) && !compatibility.equals(ESD)) {
            throw new IllegalArgumentException("atelier.compatibility is " + TextSanitizer.quote(compatibility)
                    + "; allowed are " + DOCUMENTS + " and " + ESD);
        }
        trustedProxies = trustedProxies.stream()
                .map(String::strip)
                .filter(proxy -> !proxy.isEmpty())
                .toList();
        trustedProxies.forEach(RestSettings::range);
    }

    /** - */
    public boolean isEsd() {
        return compatibility.equals(ESD);
    }

    /** The networks of {@code trustedProxies}. */
    List<CidrBlock> proxyNetworks() {
        return trustedProxies.stream().map(RestSettings::range).toList();
    }

    private static CidrBlock range(String proxy) {
        try {
            return CidrBlock.parse(proxy);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("atelier.trusted-proxies names " + TextSanitizer.quote(proxy)
                    + "; allowed are addresses and networks, for example 10.0.0.0/8");
        }
    }

    private static boolean isRoot(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return web && url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null;
    }
}
