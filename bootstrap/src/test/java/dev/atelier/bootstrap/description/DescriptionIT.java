package dev.atelier.bootstrap.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.DocumentedOperation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The OpenAPI description of the shipped jar, read by an independent parser. */
class DescriptionIT {

    /** Parts of the documents that clients do not use and the description need not repeat. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("creator", "username", "permissions");

    @TempDir
    static Path folder;

    private static AtelierProcess service;
    private static SwaggerParseResult description;

    @BeforeAll
    static void read() {
        service = AtelierProcess.in(folder.resolve("data")).brief().start();
        String json = new String(
                service.client().with("x-api-key", null).get("/api").raw().body());
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setResolveFully(true);
        description = new OpenAPIV3Parser().readContents(json, null, options);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void isValidOpenApi() {
        assertThat(description.getMessages()).isEmpty();
        assertThat(description.getOpenAPI().getOpenapi()).startsWith("3.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void hasEveryDocumentedOperationUnderItsNameWithItsParameters(String generation) {
        assertThat(DocumentedOperation.all(generation)).isNotEmpty().allSatisfy(documented -> {
            Operation operation = described(documented);
            assertThat(operation.getOperationId()).isEqualTo(documented.name());
        });
    }

    /** That document has only generated names. */
    @Test
    void hasEveryOperationOf2023WithItsParameters() {
        assertThat(DocumentedOperation.all("2023-07-05")).hasSize(30).allSatisfy(DescriptionIT::described);
    }

    @Test
    void everyOperationHasANameOfItsOwn() {
        assertThat(description.getOpenAPI().getPaths().values())
                .flatExtracting(PathItem::readOperations)
                .extracting(Operation::getOperationId)
                .isNotEmpty()
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    /** The description of the operation, after comparison with the document. */
    private static Operation described(DocumentedOperation documented) {
        PathItem path = pathLike(documented.path(), description.getOpenAPI());
        assertThat(path).as(documented.path()).isNotNull();
        Operation operation = path.readOperationsMap().get(PathItem.HttpMethod.valueOf(documented.method()));
        assertThat(operation).as(documented.name()).isNotNull();
        assertThat(operation.getResponses()).as(documented.name()).containsKey(documented.status() + "");
        assertThat(properties(operation)).as(documented.name()).containsAll(bodyOf(documented));
        assertThat(query(operation)).as(documented.name()).containsAll(queryOf(documented));
        return operation;
    }

    /** Path variables have different names in each generation. */
    private static PathItem pathLike(String documented, OpenAPI api) {
        return api.getPaths().entrySet().stream()
                .filter(path -> unnamed(path.getKey()).equals(unnamed(documented)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String unnamed(String path) {
        return path.replaceAll("\\{\\w+}", "{}");
    }

    /** The properties at the top of the documented body; where it lists defaults, those are of SD WebUI's own options. */
    private static Set<String> bodyOf(DocumentedOperation documented) {
        return documented.parameters().stream()
                .filter(parameter -> parameter.in().equals("body"))
                .filter(parameter -> parameter.required() || documented.requestDefaults() == null)
                .map(parameter -> parameter.path().get(0))
                .filter(name -> !WITHOUT_EFFECT.contains(name))
                .collect(Collectors.toSet());
    }

    private static Set<String> queryOf(DocumentedOperation documented) {
        return documented.parameters().stream()
                .filter(parameter -> parameter.in().equals("query"))
                .map(DocumentedOperation.Parameter::toString)
                .collect(Collectors.toSet());
    }

    private static Set<String> query(Operation operation) {
        return Stream.ofNullable(operation.getParameters())
                .flatMap(List::stream)
                .filter(parameter -> parameter.getIn().equals("query"))
                .map(Parameter::getName)
                .collect(Collectors.toSet());
    }

    private static Set<String> properties(Operation operation) {
        if (operation.getRequestBody() == null) {
            return Set.of();
        }
        Schema<?> body =
                operation.getRequestBody().getContent().get("application/json").getSchema();
        return body.getProperties().keySet();
    }
}
