package dev.atelier.application.endpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GetEndpointTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final GetEndpoint get = new GetEndpoint(atelier.endpoints);

    @Test
    void findsWhatIsOpenToTheCaller() {
        Endpoint open = atelier.add(endpoint().openTo("designer"));
        Endpoint hidden = atelier.add(endpoint().openTo("guest"));

        assertThat(get.find(holding("ann", "sagemaker_endpoint:list"), open.id()))
                .contains(open);
        assertThat(get.find(designer("ann"), hidden.id())).isEmpty();
        assertThat(get.find(administrator(), hidden.id())).contains(hidden);
        assertThat(get.find(administrator(), new EndpointId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void needsThePermission() {
        Endpoint open = atelier.add(endpoint());

        assertThatThrownBy(() -> get.find(holding("ann", "sagemaker_endpoint:create"), open.id()))
                .isInstanceOf(PermissionDeniedException.class);
    }
}
