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

import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.connector.Connector;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Lets each NiFi read alone for a moment: one that had stopped reading for good would be seen nowhere, since another one reads its
 * shards.
 *
 * <p>Threads: used by one.
 */
public final class LoneReaders {

    private final List<Reader> readers;

    /** A NiFi whose consumer can be stopped and started. */
    interface Reader {

        String name();

        void stop();

        void start();
    }

    /** Whether everything that the stream has taken by now has landed, which is waited for. */
    @FunctionalInterface
    public interface Landing {
        boolean await() throws SQLException;
    }

    private record NodeReader(Node node) implements Reader {

        @Override
        public String name() {
            return node.process().name();
        }

        @Override
        public void stop() {
            node.stopProcessor(Connector.CONSUMER);
        }

        @Override
        public void start() {
            node.startProcessor(Connector.CONSUMER);
        }
    }

    LoneReaders(final List<? extends Reader> readers) {
        this.readers = List.copyOf(readers);
    }

    /** @param nodes all that read */
    public static LoneReaders of(final List<Node> nodes) {
        return new LoneReaders(nodes.stream().map(NodeReader::new).toList());
    }

    /** @return the name of the first that does not read alone; empty if each does. All consumers run afterwards */
    public Optional<String> firstThatFails(final Landing landing) throws SQLException {
        for (final Reader reader : readers) {
            final List<Reader> others =
                    readers.stream().filter(other -> other != reader).toList();
            others.forEach(Reader::stop);
            // the second time of records that were put after the others had stopped
            final boolean landed = landing.await() && landing.await();
            others.forEach(Reader::start);
            if (!landed) {
                return Optional.of(reader.name());
            }
        }
        return Optional.empty();
    }
}
