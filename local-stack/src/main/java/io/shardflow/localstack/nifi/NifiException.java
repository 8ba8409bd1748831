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
package io.shardflow.localstack.nifi;

import java.io.Serial;

/** NiFi refused a request, or did not do within a time limit what it had accepted. The message carries NiFi's own words. */
public final class NifiException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    NifiException(final String message) {
        super(message);
        this.status = 0;
    }

    NifiException(final String message, final Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    NifiException(final int status, final String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status NiFi answered with, or 0 when it is not about an answer. */
    public int status() {
        return status;
    }
}
