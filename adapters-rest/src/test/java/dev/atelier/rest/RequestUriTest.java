package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestUriTest {

    @ParameterizedTest
    @CsvSource({
        "/ping, /ping",
        "/, /",
        "/prod, /",
        "/prod/, /",
        "/prod/ping, /ping",
        "/prod//ping, /ping",
        "//ping, /ping",
        "/ping/, /ping",
        "/prod/inferences/7/start/, /inferences/7/start",
        "/prod/prod/data, /prod/data",
        "/production/x, /production/x",
        "/inferences?limit=1, /inferences?limit=1",
        "/prod/inferences/?key=a//b/, /inferences?key=a//b/",
        "/files/a%2F%2Fb/c?sig=/prod//x, /files/a%2F%2Fb/c?sig=/prod//x",
        "*, *"
    })
    void stageAndSuperfluousSlashesAreTakenOffThePathOnly(String target, String normal) {
        assertThat(RequestUri.normalize(target)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "/inferences/{a|b}, /inferences/%7Ba%7Cb%7D",
        "/checkpoints?status[]=Active, /checkpoints?status%5B%5D=Active",
        "/x/%zz, /x/%25zz",
        "/x/100%, /x/100%25",
        "/x/%4, /x/%254",
        "/x/%C3%bc, /x/%C3%bc",
        "/x?username=Ã¼, /x?username=%C3%BC"
    })
    void whatAUriCannotHoldIsEscaped(String target, String normal) {
        assertThat(RequestUri.normalize(target)).isEqualTo(normal);
    }
}
