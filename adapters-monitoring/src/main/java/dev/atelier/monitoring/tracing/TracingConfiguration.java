package dev.atelier.monitoring.tracing;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Traces. Created at startup, so that an invalid setting fails it.
 *
 * @param endpoint the base URL of a receiver of OTLP by HTTP, to which {@code /v1/traces} is appended; null: nothing is traced
 * @param headers what the receiver wants in each request, a secret perhaps: {@code name=value}, separated by commas, values
 *     percent-encoded. Default: none
 * @param ratio which part of the traces that begin here is recorded, from 0 to 1. Default: all
 * @param serviceName the name of this service in traces. Default: atelier
 */
@Context
@ConfigurationProperties(TracingConfiguration.KEY)
public record TracingConfiguration(
        @Nullable URI endpoint,
        @Bindable(defaultValue = "") String headers,
        @Bindable(defaultValue = "1") double ratio,
        @Bindable(defaultValue = "atelier") String serviceName) {

    /** The beginning of their names. */
    static final String KEY = "atelier.tracing";

    private static final String PATH = "/v1/traces";
    private static final Pattern HEADER =
            Pattern.compile("\\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)=([\\x21-\\x2b\\x2d-\\x7e ]*)");

    public TracingConfiguration {
        ConfigurationChecks.require(
                endpoint == null || isHttp(endpoint),
                KEY + ".endpoint",
                shown(endpoint),
                "the http or https URL of a receiver of OTLP, without user, query and fragment, such as"
                        + " http://collector:4318");
        ConfigurationChecks.require(ratio >= 0 && ratio <= 1, KEY + ".ratio", ratio, "a number from 0 to 1");
        ConfigurationChecks.require(
                !serviceName.isBlank() && serviceName.length() <= 255,
                KEY + ".service-name",
                serviceName,
                "1 to 255 characters");
        parse(headers);
    }

    private static boolean isHttp(URI url) {
        return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    /** Without a user and password. */
    private static String shown(URI url) {
        return String.valueOf(url).replaceAll("//[^/@]*@", "//…@");
    }

    /** Where spans are sent to. */
    String url() {
        return endpoint.toString().replaceAll("/+$", "") + PATH;
    }

    /** The headers by name. */
    Map<String, String> headersByName() {
        return parse(headers);
    }

    /** The message of an error leaves out the value, which may be a secret. */
    private static Map<String, String> parse(String headers) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String header : headers.isBlank() ? new String[0] : headers.split(",", -1)) {
            Matcher parts = HEADER.matcher(header);
            if (!parts.matches()) {
                throw unreadable();
            }
            byName.put(parts.group(1), decoded(parts.group(2).strip()));
        }
        return byName;
    }

    private static String decoded(String value) {
        try {
            String text = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (text.chars().anyMatch(character -> character < ' ' || character > '~')) {
                throw unreadable();
            }
            return text;
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static IllegalArgumentException unreadable() {
        return ConfigurationChecks.rejected(
                KEY + ".headers", "not readable", "name=value, separated by commas, with percent-encoded values");
    }

    /** Without the headers. */
    @Override
    public String toString() {
        return "TracingConfiguration[endpoint=" + endpoint + ", ratio=" + ratio + ", serviceName=" + serviceName + "]";
    }
}
