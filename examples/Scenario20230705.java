import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scenarios 1 and 4 of the 2023-07-05 API, as its clients do them: deploys an endpoint, waits until it serves, asks for
 * a picture, waits for it, and downloads the images and the parameters. The endpoint stays.
 *
 * <pre>java examples/Scenario20230705.java http://localhost:8080 API_KEY [folder]</pre>
 *
 * It needs a JDK 17 or newer and nothing else. The JDK reads no JSON, so the few fields that are needed here are taken out
 * of the text; a program of your own would use a library.
 */
public class Scenario20230705 {

    private static final String USAGE = "usage: java examples/Scenario20230705.java URL API_KEY [folder]";

    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration DEPLOYMENT = Duration.ofMinutes(30); // SageMaker takes more than ten
    private static final Duration INFERENCE = Duration.ofMinutes(15);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String ENDPOINT = """
            {"instance_type": "ml.g4dn.2xlarge", "initial_instance_count": "1"}""";

    /** What is left out has the defaults that the document lists. */
    private static final String PICTURE = """
            {"task_type": "txt2img", "models": {"Stable-diffusion": ["v1-5-pruned-emaonly.safetensors"]},
             "sagemaker_endpoint_name": "%s", "prompt": "a cute panda", "width": 448, "height": 512}""";

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CALL).build();
    private final String url;
    private final String key;

    private Scenario20230705(String url, String key) {
        this.url = url.replaceFirst("/+$", "");
        this.key = key;
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length < 2 || arguments.length > 3) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try {
            Path folder = Path.of(arguments.length == 3 ? arguments[2] : ".");
            new Scenario20230705(arguments[0], arguments[1]).run(Files.createDirectories(folder));
        } catch (ConnectException e) {
            fail("nothing answers at " + arguments[0]);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            fail(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private static void fail(String sentence) {
        System.err.println("The scenario failed: " + sentence);
        System.exit(1);
    }

    private void run(Path folder) throws IOException, InterruptedException {
        call("GET", "/inference/test-connection", null);
        say("The service at " + url + " knows the key.");

        String deployment = deploy();
        say("Endpoint deployment " + deployment + " has begun.");
        String endpoint = text("endpoint_name", awaitDeployment(deployment));
        say("Endpoint " + endpoint + " is in service.");

        String job = text("inference_id", call("POST", "/inference-api/inference", PICTURE.formatted(endpoint)));
        say("Inference " + job + " is in progress.");
        awaitInference(job);
        say("Inference " + job + " has succeeded.");

        for (String output : List.of("image", "param")) {
            String path = "/inference/get-inference-job-" + output + "-output?jobID=" + job;
            List<String> links = strings(call("GET", path, null));
            require(!links.isEmpty(), "the service answered no link to the " + output + " output");
            for (String link : links) {
                say("Downloaded " + download(link, folder) + ".");
            }
        }
    }

    /** The answer is null, so the deployment is the one that was not in the list before. */
    private String deploy() throws IOException, InterruptedException {
        List<String> before = deployments();
        call("POST", "/inference/deploy-sagemaker-endpoint", ENDPOINT);
        return deployments().stream()
                .filter(id -> !before.contains(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the new endpoint is not in the list of deployments"));
    }

    private List<String> deployments() throws IOException, InterruptedException {
        String list = call("GET", "/inference/list-endpoint-deployment-jobs", null);
        return all(FIELD.formatted("EndpointDeploymentJobId"), list);
    }

    private String awaitDeployment(String id) throws IOException, InterruptedException {
        String path = "/inference/get-endpoint-deployment-job?jobID=" + id;
        String job = awaitEnd(path, "inprogress", DEPLOYMENT);
        require(text("status", job).equals("success"), "the endpoint was not deployed: " + job);
        return job;
    }

    private void awaitInference(String id) throws IOException, InterruptedException {
        String job = awaitEnd("/inference/get-inference-job?jobID=" + id, "created|inprogress", INFERENCE);
        require(text("status", job).equals("succeed"), "the inference did not succeed: " + job);
    }

    /** Asks for a job until its status is another than these; answers the job. */
    private String awaitEnd(String path, String unfinished, Duration longest) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String job = call("GET", path, null);
        while (text("status", job).matches(unfinished)) {
            boolean late = System.nanoTime() - begin > longest.toNanos();
            require(!late, "not done after " + longest.toMinutes() + " minutes: " + job);
            Thread.sleep(PAUSE.toMillis());
            job = call("GET", path, null);
        }
        return job;
    }

    private String call(String method, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("x-api-key", key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .timeout(CALL)
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        String said = method + " " + path + " was answered " + answer.statusCode() + " " + answer.body();
        require(answer.statusCode() == 200, said);
        return answer.body();
    }

    /** Links are signed, and need no key. */
    private Path download(String link, Path folder) throws IOException, InterruptedException {
        URI uri = URI.create(link);
        Path file = folder.resolve(Path.of(uri.getPath()).getFileName());
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(uri).timeout(CALL).build(), BodyHandlers.ofByteArray());
        require(answer.statusCode() == 200, "the download of " + file + " was answered " + answer.statusCode());
        return Files.write(file, answer.body());
    }

    private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final String FIELD = "\"%s\"\\s*:\\s*" + STRING;

    /** The field of that name, which is a string. */
    private static String text(String name, String json) {
        List<String> found = all(FIELD.formatted(name), json);
        require(!found.isEmpty(), "the answer has no " + name + ": " + json);
        return found.get(0);
    }

    /** The items of an array of strings. */
    private static List<String> strings(String json) {
        return all(STRING, json);
    }

    private static List<String> all(String pattern, String json) {
        return Pattern.compile(pattern)
                .matcher(json)
                .results()
                .map(Scenario20230705::unescaped)
                .toList();
    }

    private static String unescaped(MatchResult found) {
        return Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))")
                .matcher(found.group(1))
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) == null
                                ? escape.group(2)
                                : Character.toString(Integer.parseInt(escape.group(1), 16))));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void say(String step) {
        System.out.println(step);
    }
}
