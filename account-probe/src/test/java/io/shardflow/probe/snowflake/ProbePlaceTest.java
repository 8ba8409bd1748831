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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.faults.ProxiedCall;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.SnowflakeStandIn;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.nifi.snowflake.connection.DriverDataSource;
import io.shardflow.nifi.snowflake.connection.PrivateKeys;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbePlaceTest {

    @TempDir
    private Path folder;

    private final LocalAccount account = new LocalAccount();

    private StandInConfig config() throws GeneralSecurityException {
        final byte[] key = Base64.getDecoder().decode(account.publicKeyPem().replaceAll("-----[A-Z ]+-----|\\s", ""));
        return StandInConfig.of(folder)
                .withUsers(List.of(new StandInConfig.User(
                        "PROBER", null, KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key)))));
    }

    private DriverDataSource logins(final URI snowflake, final String warehouse) throws SQLException {
        return DriverDataSource.ofKeyPair(
                snowflake + "/?account=LOCAL",
                "PROBER",
                PrivateKeys.parse(account.privateKeyPem(), ""),
                Map.of("db", "DEMO_DB", "schema", "PUBLIC", "warehouse", warehouse));
    }

    private static URI uri(final SnowflakeStandIn standIn) {
        return URI.create("http://127.0.0.1:" + standIn.port());
    }

    @Test
    void whereTheWarehouseIsMissingNothingIsProbed() throws Exception {
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(config().withAccessControl())) {
            final DriverDataSource logins = logins(uri(standIn), "NO_SUCH_WH");
            assertThatThrownBy(() -> new ProbePlace(logins, false))
                    .isInstanceOf(WarehouseException.class)
                    .hasMessageContainingAll("--warehouse is NO_SUCH_WH", "GRANT USAGE ON WAREHOUSE \"NO_SUCH_WH\"");
        }
    }

    /** Verify's trial drops its table itself, and goes on where it cannot. */
    @Test
    void theTableOfATrialThatCouldNotBeDroppedIsToldAsLeftBehind() throws Exception {
        final AtomicBoolean made = new AtomicBoolean();
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(config());
                FaultProxy proxy = FaultProxy.before(uri(standIn), call -> {
                    final String text = textOf(call);
                    if (text.contains("CREATE TRANSIENT TABLE") && text.contains("_TRIAL")) {
                        made.set(true);
                    }
                    return made.get() && text.contains("DROP TABLE") && text.contains("SF_") ? "drop" : call.path();
                })) {
            proxy.on("drop", new Fault.HangUp());
            try (SnowflakeProbe probe = new SnowflakeProbe(
                    logins(proxy.uri(), "COMPUTE_WH"),
                    false,
                    Duration.ofMinutes(2),
                    new PrintStream(PrintStream.nullOutputStream()))) {
                final String left =
                        probe.run(Set.of("verify-statements")).facts().get("left behind");
                assertThat(made).isTrue();
                assertThat(left).containsPattern("SF_[0-9A-F]{32}_TRIAL");
            }
        }
    }

    private static String textOf(final ProxiedCall call) {
        try {
            return call.text();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** There are a hundred, and each DROP waits for its own time-outs. */
    @Test
    void whereSnowflakeIsGoneItIsAskedToDropOneTableOnly() throws Exception {
        try (SnowflakeStandIn standIn = SnowflakeStandIn.start(config());
                FaultProxy proxy = FaultProxy.before(uri(standIn), ProxiedCall::path)) {
            final ProbePlace place = new ProbePlace(logins(proxy.uri(), "COMPUTE_WH"), false);
            place.name("A");
            place.name("B");
            proxy.on("/queries/v1/query-request", new Fault.HangUp());
            assertThat(place.clean()).hasSize(6).doesNotHaveDuplicates();
            assertThat(place.sessions().sent())
                    .filteredOn(sent -> sent.sql().startsWith("DROP"))
                    .hasSize(1);
        }
    }
}
