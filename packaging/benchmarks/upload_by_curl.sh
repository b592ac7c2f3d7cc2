#!/bin/sh
# What somebody would write who has curl and no Leadway Desktop: initiate, PUT, complete, for one
# file after the other. The environment has the account, as Leadway Desktop takes it.
set -eu

call() {
    curl --silent --show-error --fail --request POST \
        --header "Authorization: Bearer $LEADWAY_DESKTOP_TOKEN" \
        --header "Version: 2021-07-28" \
        --header "Content-Type: application/json" \
        --data "$2" "$LEADWAY_DESKTOP_BASE_URL/conversations/messages/upload/$1"
}

value_of() {
    printf '%s' "$ticket" | sed "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/"
}

for file in "$@"; do
    name=$(basename "$file")
    case $name in
        *.mp4) type=video/mp4 ;;
        *) type=image/jpeg ;;
    esac
    size=$(($(wc -c < "$file")))
    place="\"locationId\": \"$LEADWAY_DESKTOP_LOCATION_ID\", \"conversationId\": \"$CONVERSATION_ID\""
    ticket=$(call initiate "{$place, \"filename\": \"$name\", \"contentType\": \"$type\",
        \"channel\": \"WHATSAPP\", \"fileSize\": $size}")
    # Without "Expect:", curl would first ask whether it may send.
    curl --silent --show-error --fail --output /dev/null --upload-file "$file" \
        --header "Content-Type: $type" --header "Expect:" "$(value_of uploadUrl)"
    call complete "{$place, \"filename\": \"$name\", \"uploadId\": \"$(value_of uploadId)\",
        \"filePath\": \"$(value_of filePath)\"}"
    echo
done
