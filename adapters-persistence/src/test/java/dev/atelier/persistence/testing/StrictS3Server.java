package dev.atelier.persistence.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The S3 protocol without what AWS added to it later, as OpenStack Swift and older servers speak it: a PUT with a chunked
 * body or a checksum other than MD5 is answered 501, a deletion of many files without its MD5 400, and each request about
 * a file or upload that does not exist 404. In memory, on 127.0.0.1 and a free port; it does not check signatures.
 */
public final class StrictS3Server implements AutoCloseable {

    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);
    private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final List<String> STORED_HEADERS = List.of("content-type", "content-encoding");
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final int MIN_PART = 5 * 1024 * 1024;
    private static final int PAGE = 1000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final NavigableMap<String, StoredObject> objects = new TreeMap<>();
    private final Map<String, Upload> uploads = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** An object, or a part of one. */
    private record StoredObject(byte[] content, String eTag, Map<String, String> headers, Instant modified) {}

    private record Upload(String path, Map<String, String> headers, SortedMap<Integer, StoredObject> parts) {}

    /** An error response. */
    private static final class S3Failure extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final String code;

        S3Failure(int status, String code) {
            this(status, code, "no");
        }

        S3Failure(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    public StrictS3Server() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Requests so far, each as its method and raw URI. */
    public List<String> requests() {
        return requests;
    }

    /** Number of uploads that were neither completed nor aborted. */
    public synchronized int openUploads() {
        return uploads.size();
    }

    /** Headers with which an object was stored, by their names in lower case. */
    public synchronized Map<String, String> headers(String path) {
        return objects.get(path).headers();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            try {
                rejectNewerFeatures(exchange);
                requireIntact(exchange, body);
                route(exchange, body);
            } catch (S3Failure e) {
                String xml =
                        "<Error><Code>" + e.code + "</Code><Message>" + escape(e.getMessage()) + "</Message></Error>";
                answer(exchange, e.status, exchange.getRequestMethod().equals("HEAD") ? "" : xml);
            }
        }
    }

    private static void rejectNewerFeatures(HttpExchange exchange) throws S3Failure {
        boolean isPut = exchange.getRequestMethod().equals("PUT");
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            String value = String.join(",", header.getValue());
            boolean isChunked =
                    value.contains("aws-chunked") || value.startsWith("STREAMING-") || name.equals("x-amz-trailer");
            boolean isChecksum = name.equals("x-amz-sdk-checksum-algorithm") || name.startsWith("x-amz-checksum-");
            if (isChunked || isPut && isChecksum) {
                throw new S3Failure(501, "NotImplemented", name + ": " + value);
            }
        }
        String query = String.valueOf(exchange.getRequestURI().getRawQuery()).toLowerCase(Locale.ROOT);
        if (query.contains("x-amz-checksum") || query.contains("x-amz-sdk-checksum")) {
            throw new S3Failure(501, "NotImplemented", query);
        }
    }

    private static void requireIntact(HttpExchange exchange, byte[] body) throws S3Failure {
        Headers headers = exchange.getRequestHeaders();
        String sha256 = headers.getFirst("x-amz-content-sha256");
        if (sha256 != null && sha256.length() == 64 && !sha256.equals(hex(digest("SHA-256", body)))) {
            throw new S3Failure(400, "XAmzContentSHA256Mismatch");
        }
        String md5 = headers.getFirst("Content-MD5");
        if (md5 != null && !md5.equals(Base64.getEncoder().encodeToString(digest("MD5", body)))) {
            throw new S3Failure(400, "BadDigest");
        }
    }

    private synchronized void route(HttpExchange exchange, byte[] body) throws IOException, S3Failure {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI());
        String uploadId = query.get("uploadId");
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, path, query, body);
            case "GET" -> {
                if (uploadId != null) {
                    listParts(exchange, upload(uploadId), query);
                } else if (query.containsKey("list-type")) {
                    list(exchange, path, query);
                } else {
                    get(exchange, path);
                }
            }
            case "HEAD" -> head(exchange, path);
            case "DELETE" -> {
                boolean existed = uploadId == null ? objects.remove(path) != null : uploads.remove(uploadId) != null;
                if (!existed) {
                    throw new S3Failure(404, uploadId == null ? "NoSuchKey" : "NoSuchUpload");
                }
                answer(exchange, 204, "");
            }
            case "POST" -> {
                if (query.containsKey("delete")) {
                    deleteAll(exchange, path, body);
                } else if (query.containsKey("uploads")) {
                    begin(exchange, path);
                } else {
                    complete(exchange, upload(uploadId), uploadId, body);
                }
            }
            default -> throw new S3Failure(405, "MethodNotAllowed");
        }
    }

    private void put(HttpExchange exchange, String path, Map<String, String> query, byte[] body)
            throws IOException, S3Failure {
        StoredObject object = new StoredObject(body, hex(digest("MD5", body)), storedHeaders(exchange), Instant.now());
        if (query.containsKey("uploadId")) {
            upload(query.get("uploadId")).parts().put(Integer.valueOf(query.get("partNumber")), object);
        } else if (path.indexOf('/', 1) > 0) { // else a bucket
            objects.put(path, object);
        }
        exchange.getResponseHeaders().set("ETag", '"' + object.eTag() + '"');
        answer(exchange, 200, "");
    }

    private void get(HttpExchange exchange, String path) throws IOException, S3Failure {
        StoredObject object = existing(path);
        String condition = exchange.getRequestHeaders().getFirst("If-Match");
        if (condition != null && !condition.replace("\"", "").equals(object.eTag())) {
            throw new S3Failure(412, "PreconditionFailed");
        }
        byte[] content = object.content();
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        describe(exchange, object);
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2).isEmpty() ? content.length - 1 : Integer.parseInt(range.group(2));
            exchange.getResponseHeaders().set("Content-Range", "bytes " + first + "-" + last + "/" + content.length);
            answer(exchange, 206, Arrays.copyOfRange(content, first, last + 1));
        } else {
            answer(exchange, 200, content);
        }
    }

    private void head(HttpExchange exchange, String path) throws IOException, S3Failure {
        if (path.indexOf('/', 1) > 0) {
            StoredObject object = existing(path);
            describe(exchange, object);
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(object.content().length));
        }
        exchange.sendResponseHeaders(200, -1);
    }

    private static void describe(HttpExchange exchange, StoredObject object) {
        Headers headers = exchange.getResponseHeaders();
        object.headers().forEach(headers::set);
        headers.set("ETag", '"' + object.eTag() + '"');
        headers.set("Last-Modified", HTTP_DATE.format(object.modified()));
    }

    private void list(HttpExchange exchange, String bucket, Map<String, String> query) throws IOException {
        String root = bucket.endsWith("/") ? bucket : bucket + "/";
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        List<String> keys = objects.keySet().stream()
                .filter(path -> path.startsWith(root + prefix))
                .map(path -> path.substring(root.length()))
                .filter(key -> key.compareTo(after) > 0)
                .limit(PAGE + 1L)
                .toList();
        List<String> page = keys.subList(0, Math.min(keys.size(), PAGE));
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>" + (keys.size() > PAGE)
                + "</IsTruncated><KeyCount>" + page.size() + "</KeyCount>");
        page.forEach(key -> xml.append("<Contents><Key>").append(escape(key)).append("</Key></Contents>"));
        if (keys.size() > PAGE) {
            xml.append("<NextContinuationToken>" + escape(page.get(PAGE - 1)) + "</NextContinuationToken>");
        }
        answer(exchange, 200, xml + "</ListBucketResult>");
    }

    /** Pages of one part, so that clients have to ask for the next. */
    private static void listParts(HttpExchange exchange, Upload upload, Map<String, String> query) throws IOException {
        int after = Integer.parseInt(query.getOrDefault("part-number-marker", "0"));
        SortedMap<Integer, StoredObject> rest = upload.parts().tailMap(after + 1);
        StringBuilder xml = new StringBuilder("<ListPartsResult><IsTruncated>" + (rest.size() > 1) + "</IsTruncated>");
        if (!rest.isEmpty()) {
            StoredObject part = rest.get(rest.firstKey());
            xml.append("<NextPartNumberMarker>" + rest.firstKey() + "</NextPartNumberMarker><Part><PartNumber>"
                    + rest.firstKey() + "</PartNumber><ETag>&quot;" + part.eTag() + "&quot;</ETag><Size>"
                    + part.content().length + "</Size></Part>");
        }
        answer(exchange, 200, xml + "</ListPartsResult>");
    }

    private void deleteAll(HttpExchange exchange, String bucket, byte[] body) throws IOException, S3Failure {
        if (exchange.getRequestHeaders().getFirst("Content-MD5") == null) {
            throw new S3Failure(400, "InvalidRequest");
        }
        String root = bucket.endsWith("/") ? bucket : bucket + "/";
        for (MatchResult key :
                KEY.matcher(new String(body, StandardCharsets.UTF_8)).results().toList()) {
            objects.remove(root + unescape(key.group(1)));
        }
        answer(exchange, 200, "<DeleteResult/>");
    }

    private void begin(HttpExchange exchange, String path) throws IOException {
        String id = UUID.randomUUID().toString();
        uploads.put(id, new Upload(path, storedHeaders(exchange), new TreeMap<>()));
        answer(
                exchange,
                200,
                "<InitiateMultipartUploadResult><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
    }

    private void complete(HttpExchange exchange, Upload upload, String uploadId, byte[] body)
            throws IOException, S3Failure {
        List<MatchResult> parts =
                PART.matcher(new String(body, StandardCharsets.UTF_8)).results().toList();
        int size = upload.parts().values().stream()
                .mapToInt(part -> part.content().length)
                .sum();
        ByteArrayOutputStream whole = new ByteArrayOutputStream(size);
        for (int i = 0; i < parts.size(); i++) {
            String xml = parts.get(i).group(1);
            StoredObject part = upload.parts().get(Integer.valueOf(element(xml, "PartNumber")));
            if (part == null
                    || !part.eTag().equals(unescape(element(xml, "ETag")).replace("\"", ""))) {
                throw new S3Failure(400, "InvalidPart");
            }
            if (part.content().length < MIN_PART && i < parts.size() - 1) {
                throw new S3Failure(400, "EntityTooSmall");
            }
            whole.writeBytes(part.content());
        }
        byte[] content = whole.toByteArray();
        String eTag = hex(digest("MD5", content)) + "-" + parts.size();
        objects.put(upload.path(), new StoredObject(content, eTag, upload.headers(), Instant.now()));
        uploads.remove(uploadId);
        answer(
                exchange,
                200,
                "<CompleteMultipartUploadResult><ETag>" + eTag + "</ETag></CompleteMultipartUploadResult>");
    }

    private Upload upload(String id) throws S3Failure {
        Upload upload = uploads.get(id);
        if (upload == null) {
            throw new S3Failure(404, "NoSuchUpload");
        }
        return upload;
    }

    private StoredObject existing(String path) throws S3Failure {
        StoredObject object = objects.get(path);
        if (object == null) {
            throw new S3Failure(404, "NoSuchKey");
        }
        return object;
    }

    private static Map<String, String> storedHeaders(HttpExchange exchange) {
        Map<String, String> stored = new HashMap<>();
        exchange.getRequestHeaders().forEach((header, values) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (STORED_HEADERS.contains(name) || name.startsWith("x-amz-meta-")) {
                stored.put(name, values.get(0));
            }
        });
        return stored;
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        for (String pair : (uri.getRawQuery() == null ? "" : uri.getRawQuery()).split("&")) {
            String[] sides = pair.split("=", 2);
            query.put(sides[0], sides.length == 1 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String element(String xml, String name) {
        return xml.replaceAll("(?s).*<" + name + ">(.*?)</" + name + ">.*", "$1");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String unescape(String xml) {
        return xml.replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void answer(HttpExchange exchange, int status, String xml) throws IOException {
        answer(exchange, status, xml.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Also forgets all content. */
    @Override
    public synchronized void close() {
        server.stop(0);
        threads.shutdownNow();
        objects.clear();
        uploads.clear();
    }
}
