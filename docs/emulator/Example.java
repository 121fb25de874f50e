// The emulator in a test, with Java 11 or later alone. It has no JSON: a token of your choice needs none.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

class Example {
    static final String EMULATOR = System.getenv().getOrDefault("EMULATOR", "http://127.0.0.1:8080");
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static String ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(EMULATOR + path))
            .method(method, BodyPublishers.ofString(body)).build();
        return CLIENT.send(request, BodyHandlers.ofString()).body();
    }

    static void sendToast(String uri, String text) throws Exception { // what you test
        String toast = "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast><wp:Text1>" + text
            + "</wp:Text1></wp:Toast></wp:Notification>";
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).header("Content-Type", "text/xml")
            .header("X-WindowsPhone-Target", "toast").header("X-NotificationClass", "2")
            .POST(BodyPublishers.ofString(toast)).build();
        HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
        check(answer.headers().firstValue("X-NotificationStatus").orElse("").equals("Received"));
    }

    static void check(boolean holds) {
        if (!holds) throw new AssertionError();
    }

    public static void main(String[] args) throws Exception {
        // The five lines: open, send, wait, assert, reset.
        ask("POST", "/channels", "{\"token\": \"java\"}");
        sendToast(EMULATOR + "/throttledthirdparty/01.00/java", "Goal!");
        String deliveries = ask("GET", "/channels/java/deliveries?wait=5s", "");
        check(deliveries.contains("{\"type\":\"toast\",\"text1\":\"Goal!\"}"));
        ask("POST", "/reset", "{\"channels\": true}");
    }
}
