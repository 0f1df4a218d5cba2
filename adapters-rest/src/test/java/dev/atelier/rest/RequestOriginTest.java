package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The base of links to files, which a proxy may set and a client may not. */
class RequestOriginTest {

    private static final Pattern LINK = Pattern.compile("\"img_presigned_urls\":\\[\"(.*?)/files/");

    private static RestServer behindProxy;
    private static RestServer exposed;
    private static InferenceJob job;

    @BeforeAll
    static void start() {
        behindProxy = RestServer.start();
        exposed = RestServer.start(Map.of("atelier.trusted-proxies", "10.9.9.9, 2001:db8::/32"));
        job = behindProxy.atelier.add(TestJobs.job().succeeded());
        exposed.atelier.add(job);
    }

    @AfterAll
    static void stop() {
        behindProxy.close();
        exposed.close();
    }

    /** IPv6 literals among them: the resolver of Micronaut 4.10.20 fails on one in Forwarded (findings/forwarded-ipv6-host.sh). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "X-Forwarded-Proto: https > https://api.example",
                "X-Forwarded-Proto: HTTPS > https://api.example",
                "X-Forwarded-Host: public.example > http://public.example",
                "X-Forwarded-Host: public.example:8443 > http://public.example:8443",
                "X-Forwarded-Host: [2001:db8::1]:8443 > http://[2001:db8::1]:8443",
                "X-Forwarded-Host: [2001:db8::1] > http://[2001:db8::1]",
                "X-Forwarded-Port: 8443 > http://api.example:8443",
                "X-Forwarded-Port: 80 > http://api.example",
                "X-Forwarded-Prefix: /images/v1/ > http://api.example/images/v1",
                "X-Forwarded-Proto: https|X-Forwarded-Port: 443 > https://api.example",
                "X-Forwarded-Proto: https|X-Forwarded-Host: p.example|X-Forwarded-Port: 8443|X-Forwarded-Prefix: /x > https://p.example:8443/x",
                "Forwarded: for=192.0.2.1;proto=https;host=public.example > https://public.example",
                "Forwarded: Proto=https > https://api.example",
                "Forwarded: host=\"public.example:8443\" > http://public.example:8443",
                "Forwarded: host=\"[2001:db8::1]:8443\";proto=\"https\" > https://[2001:db8::1]:8443",
                "Forwarded: host=first.example, for=\"a,b\";host=last.example > http://last.example",
                "X-Forwarded-Host: first.example, last.example > http://last.example",
                "X-Forwarded-Host: first.example|X-Forwarded-Host: last.example > http://last.example",
                "X-Forwarded-Proto: https|Forwarded: proto=http;host=client.example|X-Forwarded-Host: p.example > https://p.example",
            })
    void aTrustedProxysHeadersCountEachByItself(String headers, String root) throws IOException {
        assertThat(root(behindProxy, "Host: api.example\r\n" + lines(headers))).isEqualTo(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: ftp",
                "X-Forwarded-Proto: javascript",
                "X-Forwarded-Proto:",
                "X-Forwarded-Host: a b",
                "X-Forwarded-Host: user@public.example",
                "X-Forwarded-Host: public.example/path",
                "X-Forwarded-Host: \"public.example\"",
                "X-Forwarded-Port: 0",
                "X-Forwarded-Port: -1",
                "X-Forwarded-Port: port",
                "X-Forwarded-Port: 65536",
                "X-Forwarded-Host: public.example:65536",
                "X-Forwarded-Host: public.example:0",
                "Forwarded: host=\"public.example:99999\"",
                "X-Forwarded-Prefix: images",
                "X-Forwarded-Prefix: /a/../b",
                "X-Forwarded-Prefix: //public.example",
                "X-Forwarded-Prefix: /a?b",
                "Forwarded: host=\"unbalanced",
                "Forwarded: host",
                "Forwarded: for=public.example",
                "Forwarded: xhost=public.example",
            })
    void malformedValuesAreIgnored(String header) throws IOException {
        assertThat(root(behindProxy, "Host: api.example\r\n" + lines(header))).isEqualTo("http://api.example");
    }

    @Test
    void overlongValuesAreIgnored() throws IOException {
        String headers = "Forwarded: " + "for=a;".repeat(5_000) + "host=public.example\r\n";
        assertThat(root(behindProxy, "Host: api.example\r\n" + headers)).isEqualTo("http://api.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: public.example",
                "X-Forwarded-Port: 8443",
                "X-Forwarded-Prefix: /x",
                "Forwarded: host=public.example;proto=https",
            })
    void otherPeersAreNotBelieved(String header) throws IOException {
        assertThat(root(exposed, "Host: api.example:8080\r\n" + lines(header))).isEqualTo("http://api.example:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a/b\r\n", "Host: user@api.example\r\n", "Host:\r\n"})
    void withoutAUsableHostTheAddressOfTheConnectionCounts(String host) throws IOException {
        assertThat(root(exposed, host)).isEqualTo(exposed.uri().toString());
    }

    private static String lines(String headers) {
        return String.join("\r\n", List.of(headers.strip().split("\\|"))) + "\r\n";
    }

    private static String root(RestServer server, String headers) throws IOException {
        String answer = Http.raw(
                server.uri(),
                "GET /inferences/" + job.id() + " HTTP/1.1\r\nConnection: close\r\nusername: admin\r\nx-api-key: "
                        + RestServer.KEY + "\r\n" + headers + "\r\n");
        Matcher link = LINK.matcher(answer);
        assertThat(link.find()).as(answer).isTrue();
        return link.group(1);
    }
}
