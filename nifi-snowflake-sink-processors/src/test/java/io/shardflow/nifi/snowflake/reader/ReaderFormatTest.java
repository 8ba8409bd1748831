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
package io.shardflow.nifi.snowflake.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import io.shardflow.nifi.snowflake.content.RecordLines;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.MockFlowFile;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What becomes of a content, whatever a reader throws. */
class ReaderFormatTest {

    /** Throws anything, also what it must not. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(final Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A record for each byte of the content; {@code !} throws. */
    private static class Bytes extends AbstractControllerService implements RecordReaderFactory {

        private final Throwable thrown;
        private boolean closed;

        Bytes(final Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public RecordReader createRecordReader(
                final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log) {
            if (variables.containsKey("looks")) {
                look(in);
            }
            if (variables.containsKey("fails")) {
                throw sneaky(thrown);
            }
            return new RecordReader() {
                @Override
                public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields)
                        throws IOException {
                    assertThat(dropUnknownFields).isFalse();
                    final int b = in.read();
                    if (b == '!') {
                        throw sneaky(thrown);
                    }
                    return b < 0 ? null : new MapRecord(getSchema(), new LinkedHashMap<>(Map.of("b", b)));
                }

                @Override
                public RecordSchema getSchema() {
                    return new SimpleRecordSchema(List.of());
                }

                @Override
                public void close() throws IOException {
                    closed = true;
                    in.close();
                    throw new IOException("secret");
                }
            };
        }
    }

    private static void look(final InputStream in) {
        try {
            in.read();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws as a registry's client does: a plain exception, and only its place tells whose it is. */
    private static final class RestSchemaRegistryClient {

        static <T extends Throwable> T answers(final Function<String, T> status) {
            return status.apply("secret: 503");
        }
    }

    private static final class CompanySchemaRegistry {

        static <T extends Throwable> T answers(final Function<String, T> status) {
            return status.apply("secret: 503");
        }
    }

    /** Named as NiFi's class of all readers with a schema, which has nothing to do with a registry if they infer it. */
    private static final class InferringSchemaRegistryService {

        static <T extends Throwable> T refuses(final Function<String, T> content) {
            return content.apply("secret");
        }
    }

    /** By name, as readers have parsers of their own. */
    private static Exception thrown(final String kind, final Object... arguments) {
        try {
            for (final Constructor<?> constructor : Class.forName(kind).getConstructors()) {
                final Class<?>[] types = constructor.getParameterTypes();
                if (types.length == arguments.length && types[0] == String.class) {
                    return (Exception) constructor.newInstance(arguments);
                }
            }
            throw new IllegalStateException("no constructor of " + kind);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the SDK of AWS Glue. */
    private static final class EntityNotFoundException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EntityNotFoundException(final String message) {
            super(message);
        }
    }

    private final MockFlowFile flowFile = new MockFlowFile(1);

    private List<String> read(final RecordReaderFactory readers, final String content) throws Exception {
        return read(readers, content, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> read(final RecordReaderFactory readers, final String content, final InputStream in)
            throws Exception {
        flowFile.setData(content.getBytes(StandardCharsets.UTF_8));
        final List<String> lines = new ArrayList<>();
        try (RecordLines records = new ReaderFormat(readers, flowFile, "kinesisMetadata").open(in, 32 * 1024 * 1024)) {
            while (records.advance()) {
                lines.add(records.place() + ": "
                        + new String(records.bytes(), records.offset(), records.length(), StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    /** When the reader throws it at such a content. What it says stays out of what is told. */
    private AbstractThrowableAssert<?, ? extends Throwable> assertUnloadable(
            final Throwable thrown, final String content) {
        return assertThatThrownBy(() -> read(new Bytes(thrown), content))
                .isInstanceOf(UnloadableContentException.class)
                .hasMessageNotContaining("secret");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertTriedAgain(
            final Throwable thrown, final String content) {
        return assertThatThrownBy(() -> read(new Bytes(thrown), content))
                .isInstanceOf(ReaderUnavailableException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void eachRecordIsALine() throws Exception {
        final Bytes readers = new Bytes(null);
        assertThat(read(readers, "ab")).containsExactly("record 1: {\"b\":97}", "record 2: {\"b\":98}");
        assertThat(readers.closed).isTrue();
    }

    @Test
    void anEmptyContentHasNoRecordsWhateverTheReaderWants() throws Exception {
        flowFile.putAttributes(Map.of("fails", "yes"));
        assertThat(read(new Bytes(new IOException("no header")), "")).isEmpty();
    }

    @Test
    void whatAReaderDoesNotUnderstandCannotBeLoaded() {
        for (final Throwable thrown : List.of(
                new MalformedRecordException("secret"),
                new IOException("secret"),
                new IllegalStateException("secret", new IOException("secret")),
                new StackOverflowError())) {
            assertUnloadable(thrown, "ab!c")
                    .hasMessageStartingWith("record 3: the Record Reader cannot read it ("
                            + thrown.getClass().getSimpleName())
                    .hasMessageContaining("nothing of the FlowFile was loaded");
        }
        flowFile.putAttributes(Map.of("fails", "yes", "looks", "yes"));
        assertUnloadable(new IOException("secret"), "x")
                .hasMessageStartingWith("content: the Record Reader cannot read it (IOException)");
    }

    @Test
    void aRegistryThatAnswersWithAnErrorIsTriedAgain() {
        flowFile.putAttributes(Map.of("fails", "yes"));
        for (final Throwable thrown :
                List.of(new IOException("secret: 503"), new IllegalStateException(new IOException("secret: 503")))) {
            // before anything of the content was read
            assertTriedAgain(thrown, "x").hasMessageContaining("IOException", "schema registry");
        }
        flowFile.putAttributes(Map.of("fails", "yes", "looks", "yes"));
        for (final Throwable thrown : List.of(
                RestSchemaRegistryClient.answers(IOException::new),
                RestSchemaRegistryClient.answers(IllegalStateException::new))) {
            // after the content has named its schema
            assertTriedAgain(thrown, "x");
            // by a reader that asks late
            assertTriedAgain(thrown, "a!");
        }
    }

    @Test
    void whatAParserRefusesIsNotTriedAgain() {
        flowFile.putAttributes(Map.of("fails", "yes", "looks", "yes"));
        for (final Throwable thrown : List.of(
                InferringSchemaRegistryService.refuses(message -> new JsonParseException(null, message)),
                InferringSchemaRegistryService.refuses(message -> new UncheckedIOException(
                        (IOException) thrown("org.apache.commons.csv.CSVException", message, new Object[0]))),
                InferringSchemaRegistryService.refuses(message -> thrown("org.apache.avro.AvroTypeException", message)),
                RestSchemaRegistryClient.answers(message -> new JsonParseException(null, message)),
                new MalformedRecordException("secret", RestSchemaRegistryClient.answers(IOException::new)),
                new MalformedRecordException("secret", new ConnectException("secret")))) {
            assertUnloadable(thrown, "x").hasMessageContaining("cannot read it");
        }
        flowFile.putAttributes(Map.of("fails", "yes"));
        assertUnloadable(new JsonParseException(null, "secret"), "x");
    }

    @Test
    void aRegistryThatIsAskedByNameIsTriedAgainIfItDoesNotAnswer() {
        for (final Map<String, String> attributes :
                List.of(Map.of("fails", "yes"), Map.of("fails", "yes", "looks", "yes"))) {
            flowFile.putAttributes(attributes);
            for (final Throwable thrown : List.of(
                    new ConnectException("secret"),
                    new IOException("secret", new SocketTimeoutException("secret")),
                    RestSchemaRegistryClient.answers(IOException::new),
                    CompanySchemaRegistry.answers(IllegalStateException::new),
                    RestSchemaRegistryClient.answers(
                            status -> new SchemaNotFoundException("failure response message: " + status)))) {
                assertTriedAgain(new SchemaNotFoundException("secret", thrown), "x");
            }
        }
    }

    @Test
    void aRegistryThatHasNoSuchSchemaIsNotAskedAgain() {
        flowFile.putAttributes(Map.of("fails", "yes"));
        for (final Throwable thrown : List.of(
                new SchemaNotFoundException("secret", new NumberFormatException("secret")),
                RestSchemaRegistryClient.answers(SchemaNotFoundException::new),
                RestSchemaRegistryClient.answers(
                        message -> new SchemaNotFoundException("failure response message: null")),
                RestSchemaRegistryClient.answers(message ->
                        new SchemaNotFoundException(message, thrown("org.apache.avro.SchemaParseException", message))),
                RestSchemaRegistryClient.answers(message -> new SchemaNotFoundException(
                        message, new CompletionException(new SchemaNotFoundException(message)))),
                RestSchemaRegistryClient.answers(
                        message -> new SchemaNotFoundException(message, new EntityNotFoundException(message))))) {
            assertUnloadable(thrown, "x").hasMessageContaining("finds no schema");
        }
    }

    @Test
    void aReaderThatDoesNotLikeTheFlowFileIsNotTriedAgain() {
        flowFile.putAttributes(Map.of("fails", "yes"));
        for (final Throwable thrown : List.of(
                new MalformedRecordException("secret", new IOException("secret")),
                new IllegalArgumentException("secret"))) {
            assertUnloadable(thrown, "x");
        }
    }

    @Test
    void aMissingSchemaCannotBeLoadedAndSaysWhereToLook() {
        flowFile.putAttributes(Map.of("fails", "yes"));
        assertUnloadable(new SchemaNotFoundException("secret"), "x")
                .hasMessageContaining("finds no schema", "Schema Access Strategy");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsTriedAgain() {
        flowFile.putAttributes(Map.of("fails", "yes"));
        for (final Throwable thrown :
                List.of(new ConnectException("secret"), new IllegalStateException(new ConnectException("secret")))) {
            assertTriedAgain(thrown, "x").hasMessageContaining("ConnectException", "schema registry");
        }
    }

    @Test
    void aContentThatCannotBeReadIsNotTheReadersFault() {
        for (final Exception thrown : List.of(new IOException("disk"), new FlowFileAccessException("repository"))) {
            final InputStream failing = new InputStream() {
                @Override
                public int read() {
                    throw sneaky(thrown);
                }
            };
            assertThatThrownBy(() -> read(new Bytes(null), "x", failing)).isSameAs(thrown);
        }
    }

    @Test
    void aContentThatCannotBeSkippedIsNotTheReadersFault() {
        for (final Exception thrown : List.of(new IOException("disk"), new FlowFileAccessException("repository"))) {
            final InputStream failing = new InputStream() {
                @Override
                public int read() {
                    return 'x';
                }

                @Override
                public long skip(final long bytes) {
                    throw sneaky(thrown);
                }
            };
            final RecordReaderFactory skipping = new Bytes(null) {
                @Override
                public RecordReader createRecordReader(
                        final Map<String, String> variables,
                        final InputStream in,
                        final long length,
                        final ComponentLog log) {
                    try {
                        in.skip(1);
                    } catch (final IOException | RuntimeException e) {
                        throw new IllegalStateException("secret", e);
                    }
                    throw new AssertionError("was skipped");
                }
            };
            assertThatThrownBy(() -> read(skipping, "x", failing)).isSameAs(thrown);
        }
    }

    @Test
    void aTaskThatNiFiTerminatedEndsAsSuch() {
        assertThatThrownBy(() -> read(new Bytes(new TerminatedTaskException()), "!"))
                .isInstanceOf(TerminatedTaskException.class);
    }

    @Test
    void aRecordThatIsTooLongAsJsonCannotBeLoaded() {
        final RecordReaderFactory endless = new Bytes(null) {
            @Override
            public RecordReader createRecordReader(
                    final Map<String, String> variables,
                    final InputStream in,
                    final long length,
                    final ComponentLog log) {
                return new RecordReader() {
                    @Override
                    public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields) {
                        return new MapRecord(
                                getSchema(),
                                new LinkedHashMap<>(Map.of("a", Collections.nCopies(1000, "x".repeat(40_000)))));
                    }

                    @Override
                    public RecordSchema getSchema() {
                        return new SimpleRecordSchema(List.of());
                    }

                    @Override
                    public void close() {
                        // Nothing to close.
                    }
                };
            }
        };
        assertThatThrownBy(() -> read(endless, "x"))
                .isInstanceOf(UnloadableContentException.class)
                .hasMessage("record 1: longer than 33554432 bytes as JSON");
    }
}
