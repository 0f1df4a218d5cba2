package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "https://a.example/z\u00fcrich.ckpt; https://a.example/z%C3%BCrich.ckpt",
                "https://a.example/\u6a21\u578b.ckpt; https://a.example/%E6%A8%A1%E5%9E%8B.ckpt",
                "https://a.example/\ud83d\ude00.ckpt; https://a.example/%F0%9F%98%80.ckpt",
                "https://a.example/my model.ckpt; https://a.example/my%20model.ckpt",
                "https://a.example/a[v1]{x}.ckpt; https://a.example/a%5Bv1%5D%7Bx%7D.ckpt",
                "https://a.example/a|b^c`d\"e<f>.ckpt; https://a.example/a%7Cb%5Ec%60d%22e%3Cf%3E.ckpt",
                "https://a.example/100%.ckpt; https://a.example/100%25.ckpt",
                "https://a.example/50%2g.ckpt; https://a.example/50%252g.ckpt",
                "https://a.example/z%C3%BCrich%20a+b.ckpt; https://a.example/z%C3%BCrich%20a+b.ckpt",
                "https://a.example/a.ckpt?t=\u00e4 b&u[]=1&v=a|b; https://a.example/a.ckpt?t=%C3%A4%20b&u[]=1&v=a%7Cb",
                "https://a.example/a.ckpt?p=c:\\d; https://a.example/a.ckpt?p=c:%5Cd",
                "https://a.example/a.ckpt#part one; https://a.example/a.ckpt",
                "https://a.example\\models\\a.ckpt; https://a.example/models/a.ckpt",
                "HTTPS://a.example/a.ckpt; HTTPS://a.example/a.ckpt",
                "https://b\u00fccher.example:8443/a.ckpt; https://xn--bcher-kva.example:8443/a.ckpt",
                "https://\u4f8b\u3002example/a.ckpt; https://xn--fsq.example/a.ckpt",
                "http://\uff11\uff12\uff17.0.0.1/a.ckpt; http://127.0.0.1/a.ckpt",
                "http://[2001:db8::1]/a b.ckpt; http://[2001:db8::1]/a%20b.ckpt",
                "https://a.example; https://a.example/",
                "https://a.example?x=1; https://a.example/?x=1"
            })
    void encodesWhatBrowsersEncode(String written, String sent) {
        SourceUrl url = SourceUrl.parse(written);

        assertThat(url.uri()).hasToString(sent);
        assertThat(SourceUrl.parse(sent)).as("encoding it again").isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " https://a.example/a.ckpt",
                "https://a.example/a.ckpt \n",
                "\t\r\nhttps://a.example/a.ckpt\u0000",
                "https://a.exa\nmple/\ta.ckpt"
            })
    void leavesOutBlanksAroundAndLineBreaks(String written) {
        assertThat(SourceUrl.parse(written).uri()).hasToString("https://a.example/a.ckpt");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/m/zürich [v1].ckpt?x=1, zürich [v1].ckpt",
        "https://a.example/m/z%C3%BCrich+1.ckpt, zürich+1.ckpt",
        "https://a.example/m/z%FCrich.ckpt, zürich.ckpt",
        "https://a.example/o/m%2Fa.ckpt, a.ckpt",
        "https://a.example/100%.ckpt, 100%.ckpt"
    })
    void decodesTheNameAtTheEnd(String written, String name) {
        assertThat(SourceUrl.parse(written).fileName()).contains(new CheckpointFileName(name));
    }

    @ParameterizedTest
    @CsvSource({
        "b c.ckpt, https://a.example/m/b%20c.ckpt",
        "/é.ckpt, https://a.example/%C3%A9.ckpt",
        "../n/b.ckpt?x=[1], https://a.example/n/b.ckpt?x=[1]",
        "?sig=a|b, https://a.example/m/a.ckpt?sig=a%7Cb",
        "//b.example/c.ckpt, https://b.example/c.ckpt",
        "//bücher.example, https://xn--bcher-kva.example/",
        "\\\\b.example\\c.ckpt, https://b.example/c.ckpt",
        "http://c.example/d e.ckpt#f, http://c.example/d%20e.ckpt"
    })
    void resolvesReferences(String reference, String target) {
        SourceUrl url = SourceUrl.parse("https://a.example/m/a.ckpt?token=1");

        assertThat(url.resolve(reference).uri()).hasToString(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a.ckpt",
                "http:a.ckpt",
                "ftp://a.example/a.ckpt",
                "file:///etc/a.ckpt",
                "https://a b.example/a.ckpt",
                "https:///a.ckpt",
                "https://a.example:99999/a.ckpt",
                "https://b\u00fcc\uff0fher.example/a.ckpt",
                "https://b\u00fccher\uff20a.example/a.ckpt",
                "https://[\u00fc]/a.ckpt"
            })
    void rejectsWhatIsNoUrlOfAPublicServer(String written) {
        assertThatThrownBy(() -> SourceUrl.parse(written))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("allowed are http and https URLs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ann:secret@a.example/a.ckpt",
                "https://ann:secret@b\u00fccher.example/a.ckpt",
                "https://ann:secret [x]@a.example/a.ckpt",
                "https:\\\\ann:secret@a.example/a.ckpt"
            })
    void rejectsAPasswordWithoutRepeatingIt(String written) {
        assertThatThrownBy(() -> SourceUrl.parse(written))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void boundsTheEncodedLength() {
        String url = "https://a.example/" + "\u6a21".repeat(500) + ".ckpt";

        assertThatThrownBy(() -> SourceUrl.parse(url))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("longer than 4096 characters");
    }
}
