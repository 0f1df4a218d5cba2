package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Simulated compute node: a server on 127.0.0.1 that behaves like Stable Diffusion WebUI, returns small real images and
 * injects faults on demand. By default it is WebUI 1.8 with two checkpoints, the first of them loaded, and responds at once.
 * Thread-safe; delays do not block threads.
 */
public final class WebUiSimulator implements AutoCloseable {

    /** The checkpoint that is loaded at first. */
    public static final String FIRST_MODEL = "v1-5-pruned-emaonly.safetensors";

    /** Another one. */
    public static final String SECOND_MODEL = "sd_xl_base_1.0.safetensors";

    /** How late {@link Fault#SLOW} is. */
    public static final Duration SLOWNESS = Duration.ofMillis(500);

    static {
        System.setProperty(
                "sun.net.httpserver.nodelay", "true"); // otherwise each response waits for the client's next packet
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("simulator"));
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, daemons("simulator-time"));
    private final SimulatedModelList simulatedModelList = new SimulatedModelList();
    private final GpuQueue queue = new GpuQueue(timer);
    private final Routes routes = new Routes(this, simulatedModelList, queue);
    private final RequestRecorder requestRecorder = new RequestRecorder();
    private final FaultPlan faultPlan = new FaultPlan();
    private volatile ServerProfile serverProfile = ServerProfile.WEBUI_1_8;
    private volatile boolean pages = true;
    private volatile boolean masks;
    private volatile Duration timePerImage = Duration.ZERO;
    private final Map<String, Duration> timePerPrompt = new ConcurrentHashMap<>();
    private volatile Duration timePerSwitch = Duration.ZERO;
    private volatile String authorization;
    private volatile Runnable onCreation = () -> {};

    private WebUiSimulator(HttpServer server) {
        this.server = server;
        has(CheckpointType.STABLE_DIFFUSION, FIRST_MODEL, SECOND_MODEL);
        server.createContext("/", new FaultyHttpServer(this::answer, this::fault, threads, timer));
        server.setExecutor(threads);
    }

    /** Starts a node on a free port. */
    public static WebUiSimulator start() {
        return start(0);
    }

    /** Starts a node on this port, for example where another one was. */
    public static WebUiSimulator start(int port) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
            WebUiSimulator node = new WebUiSimulator(HttpServer.create(address, 1024));
            node.server.start();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The files that it has of this type from now on; of checkpoints, the first is loaded. */
    public WebUiSimulator has(CheckpointType type, String... files) {
        simulatedModelList.put(type, List.of(files));
        return this;
    }

    /** It has the files in the folders of this models folder as well. */
    public WebUiSimulator readsFrom(Path models) {
        simulatedModelList.readFrom(models);
        return this;
    }

    /** The SHA-256 that it reports of this file. */
    public static String sha256(String file) {
        return SimulatedModelList.hash(file);
    }

    /** The preview that it has of each generation: an image. */
    public static byte[] preview() {
        return Base64.getDecoder().decode(GpuQueue.PREVIEW);
    }

    /** The files that it lists once it is asked to create a hypernetwork, which reads their folder. */
    public WebUiSimulator hasOnceRefreshed(CheckpointType type, String... files) {
        onCreation = () -> has(type, files);
        return this;
    }

    void created() {
        onCreation.run();
    }

    public WebUiSimulator speaks(ServerProfile spoken) {
        serverProfile = spoken;
        return this;
    }

    /** Started with {@code --nowebui}: without the status of a single task. */
    public WebUiSimulator withoutPages() {
        pages = false;
        return this;
    }

    /** Its settings ask for the masks of inpainting among the images. */
    public WebUiSimulator withMasks() {
        masks = true;
        return this;
    }

    public WebUiSimulator generatesIn(Duration perImage) {
        timePerImage = perImage;
        return this;
    }

    /** Images with this prompt take another time from now on. */
    public WebUiSimulator generatesIn(String prompt, Duration perImage) {
        timePerPrompt.put(prompt, perImage);
        return this;
    }

    public WebUiSimulator switchesIn(Duration perSwitch) {
        timePerSwitch = perSwitch;
        return this;
    }

    /** Started with {@code --api-auth}, which covers the routes below {@code /sdapi} only. */
    public WebUiSimulator asksFor(String user, String password) {
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(login);
        return this;
    }

    /** All generations from now on fail like this. */
    public WebUiSimulator fails(Fault fault) {
        faultPlan.ofGenerations(fault);
        return this;
    }

    /** Generations with this prompt fail like this from now on, and no others do. */
    public WebUiSimulator failsFor(String prompt, Fault fault) {
        faultPlan.ofGenerations(request ->
                prompt.equals(request.body().path("prompt").asText()) ? Optional.of(fault) : Optional.empty());
        return this;
    }

    /** The first generation on any of these nodes fails like this, and no other does. */
    public static void failOnce(Fault fault, WebUiSimulator... nodes) {
        AtomicReference<Fault> left = new AtomicReference<>(fault);
        for (WebUiSimulator node : nodes) {
            node.faultPlan.ofGenerations(request -> Optional.ofNullable(left.getAndSet(null)));
        }
    }

    /** This route fails like this from now on. */
    public WebUiSimulator failsAt(String path, Fault fault) {
        faultPlan.at(path, fault);
        return this;
    }

    /** Nothing fails any more. */
    public WebUiSimulator works() {
        faultPlan.clear();
        return this;
    }

    /** A job from the node's own web page, in the same queue. */
    public SimulatedJob occupyByPage(Duration time) {
        return occupy("task(of-the-page)", "task(of-the-page)", time);
    }

    /** Another client's job in the same queue. */
    public SimulatedJob occupy(Duration time) {
        return occupy("scripts_txt2img", "of-another-client", time);
    }

    private SimulatedJob occupy(String name, String taskId, Duration time) {
        SimulatedJob job = new SimulatedJob(name, taskId, 1, new SimulatedJob.Work(begun -> Duration.ZERO, time));
        queue.add(job);
        return job;
    }

    /** Interrupts as the button of the node's web page does. */
    public void interruptWhateverRuns() {
        queue.interrupt();
    }

    /** The last 2000 requests, oldest first. */
    public List<SimulatedRequest> requests() {
        return requestRecorder.requests();
    }

    public List<SimulatedRequest> requests(String path) {
        return requests().stream()
                .filter(request -> request.path().equals(path))
                .toList();
    }

    /** The number of generation requests. */
    public int generations() {
        return requestRecorder.generations();
    }

    /** The maximum number of generations that waited or ran at the same time. */
    public int mostAtOnce() {
        return requestRecorder.mostAtOnce();
    }

    /** The number of checkpoint switches. */
    public int switches() {
        return requestRecorder.switches();
    }

    /** The number of interrupts. */
    public int interruptions() {
        return queue.interruptions();
    }

    /** The file of the checkpoint that is loaded. */
    public String loadedModel() {
        return simulatedModelList.loaded();
    }

    private CompletableFuture<Reply> answer(SimulatedRequest request, Optional<Fault> fault) {
        if (!isAdmitted(request)) {
            return CompletableFuture.completedFuture(
                    Reply.error(401, "HTTPException", "Incorrect username or password", ""));
        }
        CompletableFuture<Reply> reply = routes.answer(request, fault);
        return Routes.isGeneration(request) ? requestRecorder.underWay(reply) : reply;
    }

    private boolean isAdmitted(SimulatedRequest request) {
        boolean covered =
                request.path().startsWith("/sdapi/") && !request.path().endsWith("loras");
        return authorization == null || !covered || authorization.equals(request.authorization());
    }

    /** Called once for each request, before anything else. */
    private Optional<Fault> fault(SimulatedRequest request) {
        requestRecorder.received(request);
        return faultPlan.next(request);
    }

    ServerProfile profile() {
        return serverProfile;
    }

    boolean returnsMasks() {
        return masks;
    }

    boolean hasPages() {
        return pages && serverProfile.isWebUi();
    }

    Duration timePerImage(JsonNode request) {
        return timePerPrompt.getOrDefault(request.path("prompt").asText(), timePerImage);
    }

    Duration countSwitch() {
        requestRecorder.switched();
        return timePerSwitch;
    }

    /** Drops every connection. */
    @Override
    public void close() {
        server.stop(0);
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
