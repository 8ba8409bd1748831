/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.faults.ConnectProxy;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

class ClientProxyTest {

    @BeforeEach
    void javaHasAProxyToo() {
        System.setProperty("http.proxyHost", "java.example");
        System.setProperty("http.proxyPort", "8080");
        System.setProperty("http.proxyUser", "java");
        System.setProperty("http.nonProxyHosts", "*");
    }

    @AfterEach
    void clear() {
        Set.of("Host", "Port", "User").forEach(part -> System.clearProperty("http.proxy" + part));
        System.clearProperty("http.nonProxyHosts");
    }

    @Test
    void withoutAServiceTheClientTakesJavasProxy() {
        final var javas = software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
                .build();
        assertEquals("java.example", javas.host());
    }

    @Test
    void anHttpProxyIsTakenAsItIs() {
        final var client = ClientProxy.of(http());
        assertEquals("proxy.example", client.host());
        assertEquals(3128, client.port());
        assertEquals("http", client.scheme());
        assertNull(client.username());
        assertNull(client.password());
        assertEquals(Set.of(), client.nonProxyHosts());
    }

    @Test
    void itsLoginIsTakenToo() {
        final ProxyConfiguration proxy = http();
        proxy.setProxyUserName("nifi");
        proxy.setProxyUserPassword("secret");
        final var client = ClientProxy.of(proxy);
        assertEquals("nifi", client.username());
        assertEquals("secret", client.password());
    }

    @Test
    void directIsWithoutJavasProxyToo() {
        assertNull(ClientProxy.of(ProxyConfiguration.DIRECT_CONFIGURATION).host());
    }

    @Test
    void theClientOfRecordsTakesTheSame() {
        final ProxyConfiguration proxy = http();
        proxy.setProxyUserName("nifi");
        proxy.setProxyUserPassword("secret");
        final var client = ClientProxy.ofBlocking(proxy);
        assertEquals("proxy.example", client.host());
        assertEquals(3128, client.port());
        assertEquals("http", client.scheme());
        assertEquals("nifi", client.username());
        assertEquals("secret", client.password());
        assertEquals(Set.of(), client.nonProxyHosts());
        assertNull(
                ClientProxy.ofBlocking(ProxyConfiguration.DIRECT_CONFIGURATION).host());
        assertEquals(
                "java.example",
                software.amazon.awssdk.http.apache.ProxyConfiguration.builder()
                        .build()
                        .host());
    }

    /** Names as those of containers are no host names to {@link java.net.URI}. */
    @Test
    void theClientOfRecordsDoesNotGoPastAProxyWhoseNameItCannotUse() {
        final ProxyConfiguration proxy = http();
        proxy.setProxyServerHost("squid_proxy");
        final IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ClientProxy.ofBlocking(proxy));
        assertTrue(refused.getMessage().contains("squid_proxy"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd00::17", "[fd00::17]"})
    void theClientOfRecordsTakesAnAddressOfIpv6(final String host) {
        final ProxyConfiguration proxy = http();
        proxy.setProxyServerHost(host);
        assertEquals("[fd00::17]", ClientProxy.ofBlocking(proxy).host());
    }

    /** Java takes this address for the one of IPv4 in it, so that the test needs no network. */
    @Test
    void bothClientsComeToAProxyAtAnAddressOfIpv6() {
        try (FaultProxy service = FaultProxy.before(URI.create("http://127.0.0.1:1"));
                ConnectProxy proxy = new ConnectProxy(Map.of("kinesis.invalid", service.uri()), "nifi:right")) {
            service.on(FaultProxy.EVERY, new Fault.Refusal(400, "ResourceNotFoundException", "no such stream"));
            final ProxyConfiguration configured = http();
            configured.setProxyServerHost("::ffff:127.0.0.1");
            configured.setProxyServerPort(proxy.port());
            configured.setProxyUserName("nifi");
            configured.setProxyUserPassword("right");
            final AwsAccess access = LocalAccess.at(URI.create("http://kinesis.invalid:4567"), Optional.of(configured));
            try (AwsClients clients = new AwsClients(access, new ConsumerStatus(System::nanoTime));
                    RecordsClient records = new RecordsClient(access, clients, new MockComponentLog("id", this))) {
                final ExecutionException refused = assertThrows(ExecutionException.class, () -> clients.kinesis()
                        .listShards(request -> request.streamName("orders"))
                        .get());
                assertInstanceOf(ResourceNotFoundException.class, refused.getCause());
                assertThrows(
                        ResourceNotFoundException.class,
                        () -> records.getRecords(GetRecordsRequest.builder()
                                .shardIterator("iterator")
                                .build()));
            }
            assertEquals(Set.of("ListShards", "GetRecords"), service.calls().keySet());
        }
    }

    private static ProxyConfiguration http() {
        final ProxyConfiguration proxy = new ProxyConfiguration();
        proxy.setProxyType(Proxy.Type.HTTP);
        proxy.setProxyServerHost("proxy.example");
        proxy.setProxyServerPort(3128);
        return proxy;
    }
}
