package dev.atelier.bootstrap.benchmark;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.ModelUpload;
import dev.atelier.bootstrap.RandomModel;
import dev.atelier.bootstrap.RandomModel.Precision;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@link Comparison} measures of each subject: some rows of the table at a time. */
enum Measurement {
    START("start to the first answer, s") {
        @Override
        double[] of(Subject subject, Path folder) {
            try (WebUiSimulator node = WebUiSimulator.start()) {
                long start = System.nanoTime();
                try (AtelierProcess service = subject.inNew(folder)
                        .with("ATELIER_LOCAL_GPU_NODES", node.url())
                        .start()) {
                    service.client().get("/ping").data(200);
                    return new double[] {(System.nanoTime() - start) / 1e9};
                }
            }
        }
    },

    LATENCY(
            "Real-time job beyond the direct call, p50, ms",
            "the same, p99, ms",
            "processor time for a Real-time job, once warm, ms") {
        @Override
        Map<Subject, double[]> round(List<Subject> subjects, Path folder) {
            Map<Subject, RealTimeLatency> services = new EnumMap<>(Subject.class);
            try {
                subjects.forEach(subject -> services.put(subject, RealTimeLatency.of(start(subject.inNew(folder)))));
                services.values().forEach(service -> service.warmUp(WARM_UP));
                RealTimeLatency.measureInTurns(services.values(), JOBS);
                return services.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, service -> service.getValue().result()));
            } finally {
                services.values().forEach(RealTimeLatency::close);
            }
        }
    },

    WEBUI(
            "in turns with the next: Real-time job beyond the direct call, p50, ms",
            "the same job as a client of WebUI, beyond the direct call, p50, ms",
            "ratio of both") {
        @Override
        double[] of(Subject subject, Path folder) {
            if (subject != Subject.THIS_BUILD) {
                return new double[] {Double.NaN, Double.NaN, Double.NaN};
            }
            try (RealTimeLatency documented = RealTimeLatency.of(start(subject.inNew(folder)))) {
                RealTimeLatency webUi = documented.asWebUi();
                List<RealTimeLatency> both = List.of(documented, webUi);
                both.forEach(each -> each.warmUp(WARM_UP));
                RealTimeLatency.measureInTurns(both, JOBS);
                double beyond = documented.result()[0];
                double beyondByWebUi = webUi.result()[0];
                return new double[] {beyond, beyondByWebUi, beyondByWebUi / beyond};
            }
        }
    },

    POSTGRESQL(
            "the same on PostgreSQL, p50, ms",
            "p99, ms",
            "processor time, ms",
            "transactions for a Real-time job, by PostgreSQL's count") {
        @Override
        double[] of(Subject subject, Path folder) throws Exception {
            if (subject == Subject.PEER) {
                return new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
            }
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                    BenchmarkEnvironment service = BenchmarkEnvironment.start(
                            subject.inNew(folder)
                                    .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                                    .with("ATELIER_DATABASE_USERNAME", "postgres"),
                            BenchmarkEnvironment.nodes(1, Duration.ZERO))) {
                RealTimeLatency latency = RealTimeLatency.of(service);
                latency.warmUp(WARM_UP);
                RealTimeLatency.measureInTurns(List.of(latency), JOBS);
                double[] times = latency.result();
                return new double[] {times[0], times[1], times[2], transactions(service, postgres)};
            }
        }
    },

    READS("`GET /inferences/{id}`, " + ReadThroughput.CLIENTS + " clients, /s", "the same, relative to `GET /ping`") {
        @Override
        double[] of(Subject subject, Path folder) {
            try (BenchmarkEnvironment service = start(subject.inNew(folder))) {
                service.client().endpoint("fast", "Real-time", 1);
                String path = "/inferences/" + service.createAndStart("Real-time", 1);
                ReadThroughput.perSecond(service, path, READS_WARM_UP);
                ReadThroughput.perSecond(service, "/ping", READS_WARM_UP);
                double reads = ReadThroughput.perSecond(service, path, READS_RUN);
                return new double[] {reads, reads / ReadThroughput.perSecond(service, "/ping", READS_RUN)};
            }
        }
    },

    BACKLOG("800 Async jobs over 8 nodes of 200 ms, of the ideal") {
        @Override
        double[] of(Subject subject, Path folder) {
            if (subject == Subject.PEER) {
                return new double[] {Double.NaN}; // it has one node
            }
            List<WebUiSimulator> nodes = BenchmarkEnvironment.nodes(8, Duration.ZERO);
            try (BenchmarkEnvironment service = BenchmarkEnvironment.start(subject.inNew(folder), nodes)) {
                double ideal = QueueThroughput.PICTURE.toNanos() * 100.0;
                return new double[] {ideal / QueueThroughput.nanosFor(800, service, nodes)};
            }
        }
    },

    MEMORY("resident memory, idle, MB", "the same after 20,000 requests and 2,000 jobs, MB") {
        @Override
        double[] of(Subject subject, Path folder) throws Exception {
            try (BenchmarkEnvironment service = start(subject.inNew(folder))) {
                TimeUnit.SECONDS.sleep(10);
                double idle = service.residentMegabytes();
                service.client().endpoint("fast", "Real-time", 1);
                List<String> jobs = IntStream.range(0, 2000)
                        .mapToObj(i -> service.createAndStart(i % 2 == 0 ? "Real-time" : "Async", i))
                        .toList();
                IntStream.range(0, 20_000)
                        .parallel()
                        .forEach(i -> service.client()
                                .get("/inferences/" + jobs.get(i % jobs.size()))
                                .data(200));
                return new double[] {idle, service.residentMegabytes()};
            }
        }
    },

    MERGE("merge of two models of 1 GiB (the peer is `cp` of the result), s") {
        @Override
        double[] of(Subject subject, Path folder) throws Exception {
            Files.createDirectories(folder);
            Path file = folder.resolve("model");
            if (subject == Subject.PEER) {
                return new double[] {MergeBenchmark.copy(model(file, 1), folder.resolve("copy"))};
            }
            try (AtelierProcess service = subject.inNew(folder).start()) {
                ModelUpload models = new ModelUpload(service.client());
                models.upload("a.safetensors", model(file, 1));
                models.upload("b.safetensors", model(file, 2));
                MergeBenchmark.merge(service, models);
                MergeBenchmark.delete(service, models);
                double seconds = MergeBenchmark.merge(service, models);
                for (String name : List.of("a.safetensors", "b.safetensors", "merged.safetensors")) {
                    MergeBenchmark.delete(service, models, name);
                }
                return new double[] {seconds};
            }
        }

        private Path model(Path file, long seed) throws Exception {
            Files.deleteIfExists(file);
            new RandomModel(Precision.F16, 64, 8 * 1024 * 1024, seed).write(file);
            return file;
        }
    };

    private static final int JOBS = Integer.getInteger("benchmark.jobs", 1000);

    /** With fewer, half of the processor time is that of the compilers. */
    private static final int WARM_UP = 3000;

    private static final Duration READS_WARM_UP = Duration.ofSeconds(5);
    private static final Duration READS_RUN = Duration.ofSeconds(8);

    /** Longer than an idle session of PostgreSQL keeps its counts to itself. */
    private static final int SECONDS_TO_COUNT = 12;

    private final List<String> rows;

    Measurement(String... rows) {
        this.rows = List.of(rows);
    }

    List<String> rows() {
        return rows;
    }

    /** A number for each row and subject: one subject after the other, unless the measurement alternates between them. */
    Map<Subject, double[]> round(List<Subject> subjects, Path folder) throws Exception {
        Map<Subject, double[]> numbers = new EnumMap<>(Subject.class);
        for (Subject subject : subjects) {
            numbers.put(subject, of(subject, folder));
        }
        return numbers;
    }

    /** A number for each row; NaN where it does not apply to the subject. */
    double[] of(Subject subject, Path folder) throws Exception {
        throw new UnsupportedOperationException(name() + " measures all subjects together");
    }

    private static BenchmarkEnvironment start(AtelierProcess.Setup setup) {
        return BenchmarkEnvironment.start(setup, BenchmarkEnvironment.nodes(1, Duration.ZERO));
    }

    /** Those of idle workers are not counted. */
    private static double transactions(BenchmarkEnvironment service, EmbeddedPostgres postgres) throws Exception {
        TimeUnit.SECONDS.sleep(SECONDS_TO_COUNT);
        long before = transactions(postgres);
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(SECONDS_TO_COUNT);
        long idle = transactions(postgres);
        long begin = System.nanoTime();
        IntStream.range(0, JOBS).forEach(i -> service.createAndStart("Real-time", i));
        TimeUnit.SECONDS.sleep(SECONDS_TO_COUNT);
        double counted = transactions(postgres) - idle;
        double idlePerNano = (double) (idle - before) / (begin - start);
        return (counted - idlePerNano * (System.nanoTime() - begin)) / JOBS;
    }

    private static long transactions(EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "select xact_commit + xact_rollback from pg_stat_database where datname = 'postgres'")) {
            count.next();
            return count.getLong(1);
        }
    }
}
