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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.nifi.Component;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.snowflake.StandInControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ways to log in to Snowflake other than the key pair of the other tests: by parameters, and by a service in a NAR of its own. */
@Tag("long")
@ExtendWith(Shardflow.class)
class SnowflakeAccessIT {

    @TempDir
    private static Path folder;

    private final StandInControl snowflake =
            new StandInControl(Shardflow.stack().endpoint(Part.SNOWFLAKE));

    @BeforeAll
    static void installProbes() throws IOException {
        Shardflow.installProbes();
    }

    @Test
    void passwordAndProgrammaticAccessTokenAreParameters() throws Exception {
        snowflake.issueToken("PROGRAMMATIC_ACCESS_TOKEN", "pat-of-this-machine", LocalAccount.USER);
        final Connector connector = Shardflow.connector();
        try (Run run = Run.of("snowflake-secrets", connector)) {
            connector.set(Map.of(
                    "Snowflake Authentication Strategy", "PASSWORD", "Snowflake Password", LocalAccount.PASSWORD));
            run.start();
            run.produce(200);
            run.awaitLanded(200);

            run.stop();
            connector.set(Map.of(
                    "Snowflake Authentication Strategy",
                    "PROGRAMMATIC_ACCESS_TOKEN",
                    "Snowflake Programmatic Access Token",
                    "pat-of-this-machine"));
            run.start();
            run.produce(200);
            run.assertExact(400);
            assertThat(connector.parameters())
                    .as("sensitive parameters are not told")
                    .doesNotContainKeys("Snowflake Password", "Snowflake Programmatic Access Token");
        } finally {
            connector.set(Map.of("Snowflake Authentication Strategy", "KEY_PAIR"));
        }
    }

    @Test
    void aServiceOfAnotherNarGivesTheToken() throws Exception {
        snowflake.issueToken("OAUTH", "oauth-of-this-machine", LocalAccount.USER);
        final Path token = Files.writeString(folder.resolve("token"), "oauth-of-this-machine");
        final FlowWithService flow = FlowWithService.upload("oauth", "FileToken");
        flow.set(Map.of("File", token.toString()));
        final Component pool = Shardflow.nifi()
                .controllerServices()
                .list(flow.connector().groupId())
                .stream()
                .filter(service -> service.name().equals("Snowflake connections"))
                .findFirst()
                .orElseThrow();
        Shardflow.nifi()
                .controllerServices()
                .configure(
                        pool.id(),
                        Map.of(
                                "Authentication Strategy",
                                "OAUTH",
                                "OAuth2 Access Token Provider",
                                flow.service().id()));
        // the pool is not valid before
        Shardflow.nifi()
                .controllerServices()
                .enable(flow.connector().groupId(), flow.service().id(), Duration.ofMinutes(1));
        try (Run run = Run.of("snowflake-oauth", flow.connector())) {
            run.start();
            run.produce(200);
            run.assertExact(200);
        }
    }
}
