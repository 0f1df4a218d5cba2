package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.bootstrap.DocumentedSettings;
import dev.atelier.sagemaker.aws.AwsClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Finds errors in the template for AWS, as far as possible without AWS. */
class TemplateTest {

    static final Path FILE = Path.of("src", "main", "sam", "template.yaml");

    private Template template;

    @BeforeEach
    void read() throws IOException {
        template = Template.read(Files.readString(FILE));
    }

    @Test
    void whatIsReferredToIsThere() {
        assertThat(template.everything("Ref")).hasSizeGreaterThan(20);
        assertThat(template.danglingReferences()).isEmpty();
    }

    @Test
    void whatIsReferredToAndMissingIsSeen() {
        Template broken = Template.read("""
                Parameters: {Given: {Type: String}}
                Resources: {Bucket: {Type: AWS::S3::Bucket}}
                Outputs:
                  Good: !Sub '${Given}/${Bucket.Arn}/${AWS::Region}/${!Literal}'
                  Bad: [!Ref Bukket, !GetAtt Given.Arn, !Sub '${Other}', !If [HasNot, 1, 2]]
                """);

        assertThat(broken.danglingReferences()).containsExactly("Bukket", "Given.Arn", "Other", "HasNot");
    }

    @Test
    void everyParameterIsUsed() {
        Set<String> used = Stream.concat(template.everything("Ref").stream(), template.everything("Sub").stream())
                .map(Object::toString)
                .collect(Collectors.toSet());

        assertThat(template.part("Parameters").keySet())
                .allMatch(name -> used.stream().anyMatch(use -> use.equals(name) || use.contains("${" + name + "}")));
    }

    @Test
    void everyFunctionIsAHandlerInTheShippedJar() throws ClassNotFoundException {
        List<Map<?, ?>> functions = template.resources("AWS::Serverless::Function");

        assertThat(functions).hasSize(2);
        for (Map<?, ?> function : functions) {
            Class<?> handler = Class.forName(function.get("Handler").toString());
            assertThat(handler).isAssignableTo(RequestStreamHandler.class);
            assertThat(handler.getConstructors())
                    .extracting(constructor -> constructor.getParameterCount())
                    .containsExactly(0);
        }
        Path jar = FILE.resolveSibling(
                template.part("Globals", "Function").get("CodeUri").toString());
        assertThat(jar.normalize()).isEqualTo(Path.of("target", "atelier-function.jar"));
    }

    /** Snapshots are taken of published versions only, and with 512 MB of disk at most. */
    @Test
    void theFunctionThatClientsWaitForIsResumedFromASnapshot() {
        Map<?, ?> function = template.part("Resources", "ApiFunction", "Properties");

        assertThat(function.get("SnapStart")).isEqualTo(Map.of("ApplyOn", "PublishedVersions"));
        assertThat(function.get("AutoPublishAlias")).isEqualTo("live");
        assertThat(function.get("AutoPublishAliasAllProperties")).isEqualTo(true);
        assertThat(template.part("Resources", "ApiFunction").get("DependsOn"))
                .isEqualTo(List.of("DatabaseProxyTarget", "DatabaseIngress"));
        assertThat(function.containsKey("EphemeralStorage")).isFalse();
        assertThat(template.part("Globals", "Function").containsKey("EphemeralStorage"))
                .isFalse();
    }

    /** An interrupted invocation is repeated after {@link AwsClients#MAX_CALL} and a minute, not earlier. */
    @Test
    void aFunctionOutlastsARealTimeCallAndStoringItsResponse() {
        Duration enough = AwsClients.MAX_CALL.plusSeconds(30);

        assertThat(time("ApiFunction")).isBetween(enough, AwsClients.MAX_CALL.plusSeconds(59));
        assertThat(time("EventsFunction")).isGreaterThan(enough);
    }

    private Duration time(String function) {
        return Duration.ofSeconds(
                (Integer) template.part("Resources", function, "Properties").get("Timeout"));
    }

    @Test
    void theGatewayTimeoutResponseNamesTheOperationToPoll() throws IOException {
        Map<?, ?> response = template.part("Resources", "Api", "Properties", "GatewayResponses", "INTEGRATION_TIMEOUT");
        Map<?, ?> templates = (Map<?, ?>) response.get("ResponseTemplates");

        JsonNode body =
                new ObjectMapper().readTree(templates.get("application/json").toString());

        assertThat(response.get("StatusCode")).isEqualTo(504);
        assertThat(body.path("statusCode").asInt()).isEqualTo(504);
        assertThat(body.path("message").asText()).contains("goes on", "GET /inferences/{id}");
        assertThat(body.path("error")).isEqualTo(body.path("message"));
    }

    @Test
    void everyVariableIsADocumentedSetting() {
        Set<String> variables = template.part("Globals", "Function", "Environment", "Variables").keySet().stream()
                .map(Object::toString)
                .filter(name -> name.startsWith("ATELIER_"))
                .collect(Collectors.toSet());

        assertThat(variables).hasSizeGreaterThan(5);
        assertThat(DocumentedSettings.variables()).containsAll(variables);
    }

    @Test
    void noSecretIsReadWhenItIsDeployed() throws IOException {
        assertThat(Files.readString(FILE)).doesNotContain("{{resolve:");
        Map<?, ?> variables = template.part("Globals", "Function", "Environment", "Variables");
        assertThat(variables.get("ATELIER_SECRETS_API_KEY")).isEqualTo(Map.of("Ref", "ApiKey"));
        assertThat(variables.get("ATELIER_SECRETS_DATABASE")).isEqualTo(Map.of("Ref", "DatabaseSecret"));
        assertThat(variables.containsKey("ATELIER_API_KEY")).isFalse();
        assertThat(variables.containsKey("ATELIER_DATABASE_PASSWORD")).isFalse();
    }

    @Test
    void theCertificateOfTheDatabaseIsVerified() {
        assertThat(databaseUrl(template))
                .endsWith("?sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
    }

    /** The JDBC URL of functions, as it stands in the template. */
    static String databaseUrl(Template template) {
        Map<?, ?> url = (Map<?, ?>)
                template.part("Globals", "Function", "Environment", "Variables").get("ATELIER_DATABASE_URL");
        return url.get("Sub").toString();
    }

    @Test
    void noPolicyUsesWildcardActions() {
        List<Object> actions = template.everything("Action");

        assertThat(actions).hasSizeGreaterThan(10);
        assertThat(actions).noneMatch(action -> action.toString().contains("*"));
        assertThat(template.everything("NotAction")).isEmpty();
        assertThat(template.everything("NotResource")).isEmpty();
    }

    @Test
    void nothingButTwoHarmlessActionsIsAllowedOnEverything() {
        List<Object> onEverything = template.everything("Statement").stream()
                .flatMap(statements -> ((List<?>) statements).stream())
                .map(statement -> (Map<?, ?>) statement)
                .filter(statement -> "*".equals(statement.get("Resource")))
                .<Object>map(statement -> statement.get("Action"))
                .toList();

        assertThat(onEverything).containsExactlyInAnyOrder("cloudwatch:PutMetricData", "ecr:GetAuthorizationToken");
    }
}
