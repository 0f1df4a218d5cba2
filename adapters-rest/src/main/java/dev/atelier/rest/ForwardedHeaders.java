package dev.atelier.rest;

import io.micronaut.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request as a proxy received it, each part independently: {@code X-Forwarded-Proto}, {@code -Host}, {@code -Port},
 * {@code -Prefix}, else {@code Forwarded} (RFC 7239). Proxies mostly set the former and pass on clients' values of the
 * latter. Of several values the last counts, which is that of the nearest proxy. Malformed values are ignored.
 *
 * @param host a host, perhaps with a port
 */
record ForwardedHeaders(
        Optional<String> scheme, Optional<String> host, Optional<String> port, Optional<String> prefix) {

    static final ForwardedHeaders NONE =
            new ForwardedHeaders(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int MAX_LENGTH = 1000;

    /** 1 to 65535. */
    private static final String NUMBER =
            "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}])(?::" + NUMBER + ")?");
    private static final Pattern PORT = Pattern.compile(NUMBER);
    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?");

    private static final Pattern LAST_ELEMENT = Pattern.compile("(?:[^,\"]|\"(?:[^\"\\\\]|\\\\.)*\")*$");
    private static final Pattern PARAMETER =
            Pattern.compile("(?:^|;)\\s*([A-Za-z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\"\\s]*))\\s*(?=;|$)");

    static ForwardedHeaders of(HttpHeaders headers) {
        String forwarded = lastElement(joined(headers, "Forwarded"));
        return new ForwardedHeaders(
                first(headers, "X-Forwarded-Proto", parameter(forwarded, "proto"), ForwardedHeaders::isScheme)
                        .map(scheme -> scheme.toLowerCase(Locale.ROOT)),
                first(headers, "X-Forwarded-Host", parameter(forwarded, "host"), ForwardedHeaders::isHost),
                first(headers, "X-Forwarded-Port", "", PORT.asMatchPredicate()),
                first(headers, "X-Forwarded-Prefix", "", PREFIX.asMatchPredicate())
                        .map(prefix -> prefix.replaceFirst("/$", "")));
    }

    static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    private static boolean isScheme(String text) {
        return text.equalsIgnoreCase("http") || text.equalsIgnoreCase("https");
    }

    private static Optional<String> first(
            HttpHeaders headers, String name, String otherwise, Predicate<String> wellFormed) {
        String list = joined(headers, name);
        String last = list.substring(list.lastIndexOf(',') + 1).strip();
        return Optional.of(last)
                .filter(wellFormed)
                .or(() -> Optional.of(otherwise).filter(wellFormed));
    }

    private static String joined(HttpHeaders headers, String name) {
        List<String> lines = headers.getAll(name);
        String value = lines.size() == 1 ? lines.get(0) : String.join(",", lines);
        return value.length() > MAX_LENGTH ? "" : value;
    }

    private static String lastElement(String forwarded) {
        Matcher last = LAST_ELEMENT.matcher(forwarded);
        return last.find() ? last.group() : "";
    }

    private static String parameter(String element, String name) {
        Matcher parameter = PARAMETER.matcher(element);
        while (parameter.find()) {
            if (parameter.group(1).equalsIgnoreCase(name)) {
                String quoted = parameter.group(2);
                return quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            }
        }
        return "";
    }
}
