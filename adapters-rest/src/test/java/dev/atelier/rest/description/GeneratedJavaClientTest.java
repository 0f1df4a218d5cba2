package dev.atelier.rest.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.RestServer;
import jakarta.annotation.Nonnull;
import java.io.File;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Java client that openapi-generator makes from the description compiles without a change, and a program of ours,
 * written with its classes ({@code ClientCalls.java} among the test's resources), works with the running service.
 */
@Tag("slow")
class GeneratedJavaClientTest {

    private static final String PROGRAM = "ClientCalls.java";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void compilesAndCallsTheService(String compatibility) throws Exception {
        try (RestServer server = RestServer.start(Map.of("atelier.compatibility", compatibility))) {
            Files.write(folder.resolve("api.json"), server.http().get("/api").bytes());
            ClientGenerator.generate(
                    folder,
                    "java",
                    "--library=native",
                    "--invoker-package=client",
                    "--api-package=client.api",
                    "--model-package=client.model",
                    "--additional-properties=openApiNullable=false,useJakartaEe=true",
                    "--global-property=apis,models,supportingFiles,apiTests=false,modelTests=false");
            Path classes = compile();

            try (URLClassLoader client = new URLClassLoader(
                    new URL[] {
                        classes.toUri().toURL(),
                        ClientGenerator.JAR.toUri().toURL(),
                        annotations().toUri().toURL()
                    },
                    ClassLoader.getPlatformClassLoader())) {
                Method run = client.loadClass("calls.ClientCalls").getMethod("run", String.class, String.class);
                @SuppressWarnings("unchecked")
                List<String> seen = (List<String>) run.invoke(null, server.uri().toString(), RestServer.KEY);

                assertThat(seen)
                        .containsExactly(
                                "ping pong",
                                "role role created",
                                "users [generated] of [Generated], next generated",
                                "endpoint esd-async-generated Creating, listed 1",
                                "endpoint deleted",
                                "upload with 2 part URLs, created by admin",
                                "checkpoints 1 of 1 on page 1: Lora Initial",
                                "checkpoints without a user 1",
                                "missing property 400",
                                "unknown job 404",
                                "jobs []",
                                "2023 deployment null, listed 1",
                                "2023 upload URL");
            }
        }
    }

    private Path compile() throws Exception {
        Path program = folder.resolve(PROGRAM);
        try (var source = GeneratedJavaClientTest.class.getResourceAsStream(PROGRAM)) {
            Files.copy(source, program);
        }
        Path classes = Files.createDirectory(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> generated = Files.walk(folder.resolve("client/src/main/java"))) {
            List<Path> sources = Stream.concat(
                            generated.filter(file -> file.toString().endsWith(".java")), Stream.of(program))
                    .toList();
            boolean compiled = compiler.getTask(
                            errors,
                            files,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-nowarn",
                                    "-d",
                                    classes.toString(),
                                    "-classpath",
                                    ClientGenerator.JAR + File.pathSeparator + annotations()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(errors::toString).isTrue();
        }
        return classes;
    }

    private static Path annotations() throws Exception {
        return Path.of(Nonnull.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
