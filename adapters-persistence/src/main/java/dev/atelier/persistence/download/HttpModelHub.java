package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.application.util.DaemonThreads;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.type.Argument;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Asks Hugging Face and Civitai by their public APIs, under the rules of downloads. */
@Singleton
public final class HttpModelHub implements ModelHub {

    /** How long a site may send nothing. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** How long all that an import needs may take: less than the timeout of API gateways. */
    private static final Duration TOGETHER = Duration.ofSeconds(25);

    /** For how many imports the sites are asked at the same time, each on a thread of a request. */
    static final int ASKING = 4;

    private static final int MAX_BYTES = 8 << 20;
    private static final int LISTED = 20;
    private static final int KILO = 1024;

    private final String huggingFace;
    private final String civitai;
    private final JsonColumnCodec json;
    private final Clock clock;
    private final ImportHttpClient web;
    private final ImportHttpClient inward;
    private final RedirectFollower follower;
    private final Duration together;
    private final Semaphore turns = new Semaphore(ASKING);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("hub-deadlines"));

    @Inject
    public HttpModelHub(
            ImportConfiguration config,
            ImportSourcesConfiguration sites,
            ImportCredentialRepository credentials,
            JsonColumnCodec json,
            Clock clock) {
        this(config, sites, credentials, json, clock, SystemDefaultDnsResolver.INSTANCE, TOGETHER);
    }

    HttpModelHub(
            ImportConfiguration config,
            ImportSourcesConfiguration sites,
            ImportCredentialRepository credentials,
            JsonColumnCodec json,
            Clock clock,
            DnsResolver names,
            Duration together) {
        this.together = together;
        this.huggingFace = sites.huggingFaceUrl();
        this.civitai = sites.civitaiUrl();
        this.json = json;
        this.clock = clock;
        HostAllowlist hosts = new HostAllowlist(config.allowedHosts(), HttpFileDownloader.PUBLIC);
        PublicOnlyDnsResolver resolver = new PublicOnlyDnsResolver(names, hosts);
        this.web = new ImportHttpClient(resolver, TIMEOUT);
        this.inward = new ImportHttpClient(resolver.inwardOnly(), TIMEOUT);
        this.follower = new RedirectFollower(web, inward, hosts, credentials, clock);
    }

    /** What a site is asked once. */
    private record Question(String url, String site, String what) {}

    @Override
    public List<ImportSource> resolve(List<Reference> references, UserName user) {
        if (!turns.tryAcquire()) {
            throw new CapacityExceededException(
                    "Hugging Face and Civitai are being asked for " + ASKING + " other imports; try again later");
        }
        try (Deadline deadline = new Deadline(clock.instant().plus(together), clock, timer)) {
            Map<Reference, ImportSource> found = new HashMap<>();
            references.stream()
                    .distinct()
                    .collect(Collectors.groupingBy(this::question, LinkedHashMap::new, Collectors.toList()))
                    .forEach((question, files) -> {
                        Map<String, Object> answer = ask(question, user, deadline);
                        files.forEach(file -> found.put(file, source(file, question.what(), answer)));
                    });
            return references.stream().map(found::get).toList();
        } finally {
            turns.release();
        }
    }

    private Question question(Reference reference) {
        if (reference instanceof HuggingFace file) {
            return new Question(
                    huggingFace + "/api/models/" + file.repository() + "/revision/" + encoded(file.revision())
                            + "?blobs=true",
                    "Hugging Face",
                    "repository " + file.repository() + " at revision " + file.revision());
        }
        long version = ((Civitai) reference).version();
        return new Question(civitai + "/api/v1/model-versions/" + version, "Civitai", "version " + version);
    }

    private ImportSource source(Reference reference, String what, Map<String, Object> answer) {
        return reference instanceof HuggingFace file
                ? source(file, what, answer)
                : source((Civitai) reference, what, answer);
    }

    private ImportSource source(HuggingFace asked, String what, Map<String, Object> model) {
        List<Map<?, ?>> files = objects(model.get("siblings"));
        Map<?, ?> found = files.stream()
                .filter(file -> asked.file().equals(file.get("rfilename")))
                .findFirst()
                .orElseThrow(() -> missing(what, asked.file(), files, "rfilename"));
        String path = Arrays.stream(asked.file().split("/", -1))
                .map(HttpModelHub::encoded)
                .collect(Collectors.joining("/"));
        Optional<Map<?, ?>> lfs =
                objects(Arrays.asList(found.get("lfs"))).stream().findFirst();
        return source(
                huggingFace + "/" + asked.repository() + "/resolve/" + encoded(asked.revision()) + "/" + path,
                asked.file().substring(asked.file().lastIndexOf('/') + 1),
                lfs.flatMap(digest -> text(digest.get("sha256")).or(() -> text(digest.get("oid")))),
                number(found.get("size"), 1));
    }

    private static ImportSource source(Civitai asked, String what, Map<String, Object> version) {
        List<Map<?, ?>> files = objects(version.get("files"));
        Map<?, ?> found = files.stream()
                .filter(file -> asked.file().isPresent()
                        ? asked.file().get().equals(file.get("name"))
                        : files.size() == 1 || Boolean.TRUE.equals(file.get("primary")))
                .findFirst()
                .orElseThrow(() -> missing(what, asked.file().orElse("that is its primary one"), files, "name"));
        Optional<Map<?, ?>> hashes =
                objects(Arrays.asList(found.get("hashes"))).stream().findFirst();
        return source(
                text(found.get("downloadUrl"))
                        .or(() -> text(version.get("downloadUrl")))
                        .orElseThrow(() -> new InvalidRequestException("Civitai says of " + what + " no download URL")),
                text(found.get("name")).orElse(""),
                hashes.flatMap(known -> text(known.get("SHA256"))),
                number(found.get("sizeKB"), KILO));
    }

    private static ImportSource source(String url, String name, Optional<String> sha256, OptionalLong size) {
        return new ImportSource(
                SourceUrl.parse(url),
                CheckpointFileName.parse(name),
                sha256.map(digest -> digest.toLowerCase(Locale.ROOT)).filter(ImportSource::isDigest),
                size);
    }

    private Map<String, Object> ask(Question question, UserName user, Deadline deadline) {
        String site = question.site();
        try {
            RedirectFollower.FinalResponse response =
                    follower.follow(SourceUrl.parse(question.url()), user, Map.of(), deadline);
            try (ImportHttpClient.Exchange exchange = response.exchange()) {
                int status = exchange.response().getCode();
                if (status != 200) {
                    throw new InvalidRequestException(
                            site + " responded with " + status + " to " + question.what() + response.hint());
                }
                return read(exchange, site);
            }
        } catch (PublicOnlyDnsResolver.PrivateAddressException | ImportFailedException e) {
            throw new InvalidRequestException(site + " cannot be asked: " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidRequestException(
                    site + " could not be asked for " + question.what() + "; try again later");
        }
    }

    private Map<String, Object> read(ImportHttpClient.Exchange exchange, String site) throws IOException {
        if (exchange.response().getEntity() == null) {
            throw new IOException("no body");
        }
        byte[] body = exchange.response().getEntity().getContent().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new InvalidRequestException(
                    site + " sent more than the " + MAX_BYTES + " bytes that are read; import the file by its URL");
        }
        try {
            return json.read(Argument.mapOf(String.class, Object.class), new String(body, StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static InvalidRequestException missing(String what, String file, List<Map<?, ?>> files, String key) {
        List<String> names = files.stream()
                .map(known -> text(known.get(key)))
                .flatMap(Optional::stream)
                .limit(LISTED)
                .toList();
        return new InvalidRequestException(what + " has no file " + TextSanitizer.quote(file) + "; it has "
                + TextSanitizer.quote(names.toString()));
    }

    private static List<Map<?, ?>> objects(Object value) {
        return value instanceof List<?> list
                ? list.stream()
                        .<Map<?, ?>>mapMulti((each, found) -> {
                            if (each instanceof Map<?, ?> object) {
                                found.accept(object);
                            }
                        })
                        .toList()
                : List.of();
    }

    private static Optional<String> text(Object value) {
        return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private static OptionalLong number(Object value, int unit) {
        return value instanceof Number number && number.doubleValue() > 0
                ? OptionalLong.of(Math.round(number.doubleValue() * unit))
                : OptionalLong.empty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @PreDestroy
    void close() throws IOException {
        timer.shutdownNow();
        web.close();
        inward.close();
    }
}
