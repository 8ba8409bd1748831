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
package io.shardflow.localstack.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left unread by a NiFi that stopped reading is seen although another one reads its shards. */
class LoneReadersTest {

    /** Records that were put and not read: one more is put whenever it is asked whether all have landed. */
    private int unread;

    private int asked;

    private static final class Consumer implements LoneReaders.Reader {
        private final String name;
        private final boolean reads;
        private boolean running = true;

        private Consumer(final String name, final boolean reads) {
            this.name = name;
            this.reads = reads;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public void start() {
            running = true;
        }
    }

    /** What was on its way when the others were stopped lands without the one that is left: only what is put later does not. */
    private boolean landed(final List<Consumer> consumers) {
        asked++;
        final boolean landed = unread == 0;
        unread = consumers.stream().anyMatch(consumer -> consumer.running && consumer.reads) ? 0 : unread + 1;
        return landed;
    }

    @Test
    void eachThatReadsAloneIsFound() throws SQLException {
        final List<Consumer> consumers = List.of(new Consumer("one", true), new Consumer("two", true));
        assertThat(new LoneReaders(consumers).firstThatFails(() -> landed(consumers)))
                .isEmpty();
        assertThat(asked).isEqualTo(4);
        assertThat(consumers).allMatch(consumer -> consumer.running);
    }

    @Test
    void oneThatDoesNotReadIsNamedThoughAnotherReadsItsShards() throws SQLException {
        final List<Consumer> consumers = List.of(new Consumer("one", true), new Consumer("two", false));
        assertThat(landed(consumers)).as("while both run").isTrue();
        assertThat(new LoneReaders(consumers).firstThatFails(() -> landed(consumers)))
                .contains("two");
        assertThat(consumers).allMatch(consumer -> consumer.running);
    }

    @Test
    void aSingleOneIsAskedToo() throws SQLException {
        final List<Consumer> consumers = List.of(new Consumer("one", false));
        assertThat(new LoneReaders(consumers).firstThatFails(() -> landed(consumers)))
                .contains("one");
    }
}
