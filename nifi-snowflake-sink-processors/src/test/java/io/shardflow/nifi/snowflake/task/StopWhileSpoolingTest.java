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
package io.shardflow.nifi.snowflake.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.content.RecordFormat;
import io.shardflow.nifi.snowflake.content.SpoolFolder;
import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.schema.ColumnNaming;
import io.shardflow.nifi.snowflake.schema.TypeRules;
import io.shardflow.nifi.snowflake.schema.UnknownFields;
import io.shardflow.nifi.snowflake.settings.BatchLimits;
import io.shardflow.nifi.snowflake.settings.ColumnSettings;
import io.shardflow.nifi.snowflake.settings.OtherWriters;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import io.shardflow.nifi.snowflake.settings.TableCreation;
import io.shardflow.nifi.snowflake.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopWhileSpoolingTest {

    private static final Turn ALONE = new Turn() {
        @Override
        public boolean hasCome() {
            return true;
        }

        @Override
        public boolean await() {
            return true;
        }

        @Override
        public void letFollow() {
            // Nobody comes behind.
        }
    };

    private static final byte[] RECORD =
            "{\"kinesisMetadata\":{\"stream\":\"s\",\"shardId\":\"a\",\"sequenceNumber\":\"49\"}}\n"
                    .getBytes(StandardCharsets.UTF_8);

    /** Of a content that has no end but the test's own. */
    private static final Duration TOO_LONG = Duration.ofSeconds(30);

    @TempDir
    Path parent;

    private final StoppableConnections connections = new StoppableConnections(() -> {
        throw new IllegalStateException("nothing is to be loaded");
    });
    private final AtomicInteger contents = new AtomicInteger();

    private SinkSettings settings() {
        return new SinkSettings(
                connections,
                flowFile -> RecordFormat.JSON_LINES,
                new ColumnSettings(
                        TableCreation.CREATE,
                        ColumnNaming.UPPER_CASE,
                        UnknownFields.EVOLVE,
                        Optional.empty(),
                        TypeRules.DEFAULT),
                DeliveryGuarantee.AT_LEAST_ONCE,
                OtherWriters.NONE,
                "kinesisMetadata",
                new OneMetadataColumn(new Identifier("KINESISMETADATA")),
                new BatchLimits(Duration.ZERO, 10, Long.MAX_VALUE, Long.MAX_VALUE),
                parent);
    }

    /** Records without end; the processor is being stopped when some have been read. */
    private InputStream endless() {
        contents.incrementAndGet();
        final long begun = System.nanoTime();
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                if (position == 1_000_000) {
                    connections.stop(Duration.ZERO);
                }
                if (System.nanoTime() - begun > TOO_LONG.toNanos()) {
                    throw new IOException("nobody was told of the stop");
                }
                return RECORD[(int) (position++ % RECORD.length)];
            }
        };
    }

    @Test
    void copyingEndsAndNothingIsLeft() throws Exception {
        final ProcessSession session = only(ProcessSession.class, "read", this::endless);
        final LoadResults nobody = only(LoadResults.class, "", () -> null);
        final Target target = new Target(
                settings(),
                () -> AttemptId.random("SF"),
                TableNames.own("T"),
                new MockComponentLog("1", this),
                System::nanoTime);
        try (SpoolFolder folder = new SpoolFolder(parent)) {
            try (LoadTask task = new LoadTask(settings(), folder, target, session, nobody)) {
                assertThat(task.run(List.<FlowFile>of(new MockFlowFile(1), new MockFlowFile(2)), ALONE))
                        .containsInstanceOf(Pause.Stopped.class);
            }
            try (Stream<Path> left = Files.list(folder.path())) {
                assertThat(left.filter(path -> !path.endsWith("owner.lock"))).isEmpty();
            }
        }
        assertThat(contents).hasValue(1);
    }

    /** Nothing but one method. */
    private static <T> T only(final Class<T> type, final String name, final Supplier<?> answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo(name);
                    return answer.get();
                }));
    }
}
