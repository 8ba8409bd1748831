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
package io.shardflow.nifi.kinesis.reader;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

/**
 * What an exception of a Record Reader means: the content is to blame, or something beside it, such as a schema registry. Messages
 * stay out of what is told, since they may quote the content.
 */
public final class ReaderFailures {

    private static final int MOST_CAUSES = 10;

    /** Packages of the parsers of NiFi's readers. */
    private static final List<String> PARSERS =
            List.of("com.fasterxml.jackson.", "org.apache.commons.csv.", "org.apache.avro.");

    private static final String CONFLUENT_ANSWER = "failure response message: ";

    private ReaderFailures() {}

    /**
     * Whether something beside the content is to blame. What a parser has refused is the content, or a schema: tried again
     * for ever, it would hold up all behind it. NiFi makes a SchemaNotFoundException of whatever happens when it asks for a
     * schema by name, so the causes tell more than that.
     *
     * @param untouched whether nothing of the content had been read
     */
    public static boolean isOutage(final Throwable thrown, final boolean untouched) {
        if (isAny(thrown, MalformedRecordException.class::isInstance)) {
            return false;
        }
        if (isAny(thrown, ReaderFailures::isOfNetwork)) {
            return true;
        }
        if (isAny(thrown, ReaderFailures::isOfParser) || saysThatNoneIsThere(thrown)) {
            return false;
        }
        // What cannot be read is not the content's fault as long as nobody has looked into it.
        return untouched && isAny(thrown, IOException.class::isInstance) || isAny(thrown, ReaderFailures::isOfRegistry);
    }

    private static boolean isOfNetwork(final Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof InterruptedIOException
                || cause instanceof HttpTimeoutException
                || cause instanceof SSLException;
    }

    /** By name, since a reader has its parsers from its own NAR. */
    private static boolean isOfParser(final Throwable cause) {
        return Stream.<Class<?>>iterate(cause.getClass(), Objects::nonNull, Class::getSuperclass)
                .anyMatch(kind -> PARSERS.stream().anyMatch(kind.getName()::startsWith));
    }

    /** A registry that says so has answered. AWS Glue's SDK has an exception of its own for it. */
    private static boolean saysThatNoneIsThere(final Throwable thrown) {
        final Throwable first = causes(thrown).reduce(thrown, (before, cause) -> cause);
        return first instanceof SchemaNotFoundException && !isAnswerWithError(first)
                || first.getClass().getSimpleName().equals("EntityNotFoundException");
    }

    /**
     * NiFi's client of Confluent's registry (2.6 to 2.11) makes the same exception of 404 and of an answer such as 503, whose
     * text it quotes; of 404 it has none to quote.
     */
    private static boolean isAnswerWithError(final Throwable thrown) {
        final String message = Objects.requireNonNullElse(thrown.getMessage(), "");
        return message.contains(CONFLUENT_ANSWER) && !message.endsWith(CONFLUENT_ANSWER + null);
    }

    /**
     * A registry's client makes a plain exception of an answer such as 503: only where it was thrown tells it. Packages do
     * not, since what reads the number of a schema out of a content stands in those of registries; nor does NiFi's class of
     * all readers with a schema, SchemaRegistryService.
     */
    private static boolean isOfRegistry(final Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("retrieveSchema")
                        || frame.getClassName().endsWith("SchemaRegistry")
                        || frame.getClassName().endsWith("SchemaRegistryClient"));
    }

    private static boolean isAny(final Throwable thrown, final Predicate<Throwable> kind) {
        return causes(thrown).anyMatch(kind);
    }

    /** Whether it was for want of a schema. */
    public static boolean findsNoSchema(final Throwable thrown) {
        return isAny(thrown, SchemaNotFoundException.class::isInstance);
    }

    /** The kinds of an exception and its causes, without their messages. */
    public static String kinds(final Throwable thrown) {
        return causes(thrown)
                .map(cause -> cause.getClass().getSimpleName())
                .distinct()
                .collect(Collectors.joining(", caused by "));
    }

    private static Stream<Throwable> causes(final Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }
}
