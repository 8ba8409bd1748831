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

import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

/** What an exception of a Record Reader means. Its message stays out of what is told, since it may quote the content. */
final class ReaderFaults {

    private static final int MOST_CAUSES = 5;

    private ReaderFaults() {}

    /**
     * Says why the content cannot be loaded.
     *
     * @param place where in the content
     * @param untouched whether nothing of the content has been read
     * @throws ReaderUnavailableException if the content may be all right
     */
    static UnloadableContentException unloadable(final String place, final Throwable thrown, final boolean untouched)
            throws ReaderUnavailableException {
        final String kinds = kinds(thrown);
        if (causes(thrown).anyMatch(SchemaNotFoundException.class::isInstance)) {
            return new UnloadableContentException(place + ": the Record Reader finds no schema (" + kinds
                    + "); check its 'Schema Access Strategy' and what that relies on, attributes of the FlowFile or a schema"
                    + " registry, then send the FlowFile here again");
        }
        // What cannot be read is not the content's fault as long as nobody has looked into it.
        if (untouched
                        && !(thrown instanceof MalformedRecordException)
                        && causes(thrown).anyMatch(IOException.class::isInstance)
                || causes(thrown).anyMatch(cause -> isOfNetwork(cause) || isOfRegistry(cause))) {
            throw new ReaderUnavailableException(thrown);
        }
        return new UnloadableContentException(place + ": the Record Reader cannot read it (" + kinds
                + "), and nothing of the FlowFile was loaded; check that the reader is one for this content and its schema"
                + " fits, as NiFi's ValidateRecord does, then send the FlowFile here again");
    }

    private static boolean isOfNetwork(final Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof InterruptedIOException
                || cause instanceof HttpTimeoutException
                || cause instanceof SSLException;
    }

    /** A registry's client makes a plain IOException of an answer such as 503: only where it was thrown tells it. */
    private static boolean isOfRegistry(final Throwable cause) {
        return Arrays.stream(cause.getStackTrace())
                .anyMatch(frame -> frame.getClassName().toLowerCase(Locale.ROOT).contains("schemaregistry"));
    }

    private static Stream<Throwable> causes(final Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES);
    }

    /** The kinds of an exception and its causes, without their messages. */
    static String kinds(final Throwable thrown) {
        final Set<String> kinds = new LinkedHashSet<>();
        causes(thrown).forEach(cause -> kinds.add(cause.getClass().getSimpleName()));
        return String.join(", caused by ", kinds);
    }
}
