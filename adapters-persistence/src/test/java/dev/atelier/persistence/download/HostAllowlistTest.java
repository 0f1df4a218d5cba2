package dev.atelier.persistence.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.CidrBlock;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAllowlistTest {

    private final HostAllowlist hosts = new HostAllowlist(List.of(), "this is the rule");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.9",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.255.255",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "198.18.0.1",
                "192.0.0.1",
                "192.0.0.192",
                "[::1]",
                "[::]",
                "[fe80::1]",
                "[fc00::1]",
                "[fd00:ec2::254]",
                "[ff02::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:a00:1]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b:1::a00:1]",
                "[2002:7f00:1::]",
                "[2001:0:4136:e378::]",
                "[2001:db8::1]",
                "[fec0::1]",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "127.1",
                "017700000001",
                "127.0.0.1.",
                "\uff11\uff12\uff17.0.0.1",
                "127\u30020.0.1",
                "\u2460\u2461\u2466.0.0.1",
                "999.0.0.1",
                "0xa9fea9fe"
            })
    void rejectsWhateverLeadsInward(String host) {
        assertThatThrownBy(() -> hosts.require(SourceUrl.parse("http://" + host + "/a.ckpt")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "169.253.1.1",
                "[2606:4700::1111]",
                "[::ffff:8.8.8.8]",
                "huggingface.co",
                "0x.example",
                "4chan.example"
            })
    void letsPublicAddressesAndNamesPass(String host) {
        assertThatCode(() -> hosts.require(SourceUrl.parse("https://" + host + "/a.ckpt")))
                .doesNotThrowAnyException();
    }

    @Test
    void reachesWhatTheOperatorAllows() throws Exception {
        HostAllowlist allowed =
                new HostAllowlist(List.of("10.1.0.0/16", "Models.LAN", "B\u00fccher.lan", "::1"), "this is the rule");

        allowed.require(SourceUrl.parse("http://10.1.2.3/a.ckpt"));
        allowed.require(SourceUrl.parse("http://[::1]/a.ckpt"));
        allowed.require("models.lan", InetAddress.getByName("192.168.1.1"));
        allowed.require(SourceUrl.parse("http://b\u00fccher.lan/a.ckpt").host(), InetAddress.getByName("192.168.1.1"));

        assertThatThrownBy(() -> allowed.require(SourceUrl.parse("http://10.2.2.3/a.ckpt")))
                .hasMessageContaining("10.2.2.3")
                .hasMessageContaining("this is the rule");
        assertThatThrownBy(() -> allowed.require("other.lan", InetAddress.getByName("192.168.1.1")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void rejectsAnInvalidNetworkAtTheStart() {
        assertThatThrownBy(() -> new HostAllowlist(List.of("10.0.0.0/33"), "this is the rule"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/33");
        assertThat(CidrBlock.literal("models.lan")).isEmpty();
    }
}
