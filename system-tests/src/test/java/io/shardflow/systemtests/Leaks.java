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

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.nifi.NifiClient;
import io.shardflow.localstack.snowflake.LocalAccount;
import io.shardflow.localstack.workload.SampleOrders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What every test run has to leave behind it clean: no secret and no payload anywhere but where it belongs, and no droppings. */
final class Leaks {

    /** Programs, and the FlowFiles' contents. */
    private static final Set<String> PROGRAMS_AND_CONTENTS =
            Set.of("content_repository", "work", "nar_repository", "extensions");

    private final LocalStack stack;
    private final NifiClient nifi;
    private final Path logs;

    Leaks(final LocalStack stack, final NifiClient nifi, final Path logs) {
        this.stack = stack;
        this.nifi = nifi;
        this.logs = logs;
    }

    /** To be asked while the stack still runs. */
    void assertNone() {
        final LeakScan secrets = new LeakScan()
                .forText(LocalAws.SECRET_KEY, "the AWS secret key")
                .forText(LocalAccount.PASSWORD, "the Snowflake password")
                .forText("pat-of-this-machine", "the programmatic access token")
                .forText("oauth-of-this-machine", "the OAuth token")
                .forText(
                        stack.account()
                                .privateKeyPem()
                                .lines()
                                .skip(2)
                                .findFirst()
                                .orElseThrow(),
                        "the private key");
        final LeakScan payloads = new LeakScan();
        SampleOrders.MARKERS.forEach(marker -> payloads.forText(marker, "an order's text"));

        secrets.folder(stack.workspace().folder(), PROGRAMS_AND_CONTENTS);
        // what the stand-in for Snowflake has are the tables
        payloads.folder(stack.workspace().folder().resolve(Part.NIFI.label()), PROGRAMS_AND_CONTENTS);
        payloads.folder(stack.workspace().folder().resolve(Part.DYNAMODB.label()), Set.of());
        for (final LeakScan scan : List.of(secrets, payloads)) {
            scan.folder(logs, Set.of());
            nifi.monitoring()
                    .bulletins(-1)
                    .forEach(bulletin -> scan.text("a bulletin of " + bulletin.sourceName(), bulletin.message()));
            assertThat(scan.filesRead()).as("files that were looked into").isGreaterThan(20);
            assertThat(scan.findings()).as("secrets and payloads").isEmpty();
        }
        assertThat(droppings()).as("what the libraries leave behind").isEmpty();
    }

    private List<Path> droppings() {
        try (Stream<Path> files = Files.walk(stack.workspace().folder().resolve(Part.NIFI.label()), 2)) {
            return files.filter(file -> file.getFileName().toString().matches("snowflake-minicore-.*|output\\.json"))
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
